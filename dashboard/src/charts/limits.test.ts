import { expect, test } from 'vitest'

import { limitsOf, outside } from './limits'
import type { Point } from './point'

const week = (k: number, value: number | null, n = 30): Point => ({
  key: `2026-W${String(k).padStart(2, '0')}`,
  value,
  n,
})
const steady = (n: number) => Array.from({ length: n }, (_, k) => week(k + 1, k % 2 ? 0.82 : 0.84))

test('limits are taken from the first eighteen weeks, and later weeks do not move them', () => {
  const before = limitsOf(steady(18))
  const after = limitsOf([...steady(18), week(19, 0.4), week(20, 0.3)])
  expect(after).toEqual(before)
  expect(before?.weeks).toBe(18)
  expect(before?.centre).toBeCloseTo(0.83)
})

test('fewer weeks give limits that say so, and less than six give none', () => {
  expect(limitsOf(steady(9))?.weeks).toBe(9)
  expect(limitsOf(steady(5))).toBeNull()
  expect(limitsOf([])).toBeNull()
})

test('weeks with too few images neither count nor are judged', () => {
  const limits = limitsOf([week(1, 0.1, 3), ...steady(8).slice(1)])
  expect(limits?.weeks).toBe(7)
  expect(outside(week(30, 0.1, 9), limits)).toBe(false)
  expect(outside(week(30, 0.1, 10), limits)).toBe(true)
  expect(outside(week(30, 0.99, 10), limits)).toBe(true)
  expect(outside(week(30, null, 0), limits)).toBe(false)
})
