import { expect, test } from 'vitest'

import { ago, daysBefore, monday } from './dates'

test('a week is known by its Monday', () => {
  expect(monday('2026-W47')).toBe('2026-11-16')
  expect(monday('2026-W01')).toBe('2025-12-29')
  expect(monday('2020-W53')).toBe('2020-12-28')
})

test('days are counted in UTC', () => {
  expect(daysBefore('2026-03-01T00:30:00Z', 1)).toBe('2026-02-28')
})

test('what is to come is as far away as what has been', () => {
  const now = Date.parse('2026-11-22T18:00:00Z')
  expect(ago('2026-11-19T18:00:00Z', now)).toBe('3 days ago')
  expect(ago('2026-11-25T18:30:00Z', now)).toBe('in 3 days')
})
