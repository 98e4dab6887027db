import { expect, test } from 'vitest'

import { stateOf } from './state'

const now = Date.parse('2026-11-22T18:00:00Z')

test('a rotated key is valid until its overlap is over', () => {
  expect(stateOf({ revoked_at: '2026-11-23T00:00:00Z', expires_at: '2027-01-01T00:00:00Z' }, now)).toBe('valid')
  expect(stateOf({ revoked_at: '2026-11-22T00:00:00Z', expires_at: '2027-01-01T00:00:00Z' }, now)).toBe('revoked')
  expect(stateOf({ revoked_at: null, expires_at: '2026-11-22T18:00:00Z' }, now)).toBe('expired')
})
