import { expect, test } from 'vitest'

import { daysBefore, monday } from './dates'

test('a week is known by its Monday', () => {
  expect(monday('2026-W47')).toBe('2026-11-16')
  expect(monday('2026-W01')).toBe('2025-12-29')
  expect(monday('2020-W53')).toBe('2020-12-28')
})

test('days are counted in UTC', () => {
  expect(daysBefore('2026-03-01T00:30:00Z', 1)).toBe('2026-02-28')
})
