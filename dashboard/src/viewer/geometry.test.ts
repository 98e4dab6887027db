import { expect, test } from 'vitest'

import { around, corners, distance, hullOf, inside, meets, type Ring } from './geometry'

test('a box turned by a quarter stands upright about the same centre, clockwise as seen', () => {
  const [tl, tr, br, bl] = corners([0, 0, 4, 2], 90).map(([x, y]) => [Math.round(x), Math.round(y)])
  expect([tl, tr, br, bl]).toEqual([
    [3, -1],
    [3, 3],
    [1, 3],
    [1, -1],
  ])
})

test('a box that is not turned keeps its corners', () => {
  expect(corners([10, 20, 30, 40])).toEqual([
    [10, 20],
    [40, 20],
    [40, 60],
    [10, 60],
  ])
})

test('the hull holds every point, and nothing has none', () => {
  const hull = hullOf([
    [3, 4],
    [-1, 9],
    [2, 0],
  ])
  expect(hull).toEqual([-1, 0, 4, 9])
  expect(hullOf([])).toBeNull()
  const both = around([
    [0, 0, 1, 1],
    [5, 5, 2, 3],
  ])
  expect(both).toEqual([0, 0, 7, 8])
})

test('a ring in a ring is a hole', () => {
  const square = (from: number, to: number): Ring => [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ]
  const rings = [square(0, 10), square(4, 6)]
  expect(inside([2, 2], rings)).toBe(true)
  expect(inside([5, 5], rings)).toBe(false)
  expect(inside([11, 5], rings)).toBe(false)
})

test('the distance to a side ends at its ends', () => {
  expect(distance([5, 3], [0, 0], [10, 0])).toBe(3)
  expect(distance([13, 4], [0, 0], [10, 0])).toBe(5)
  expect(distance([3, 4], [0, 0], [0, 0])).toBe(5)
})

test('boxes meet when they share a point', () => {
  expect(meets([0, 0, 2, 2], [2, 2, 1, 1])).toBe(true)
  expect(meets([0, 0, 2, 2], [3, 0, 1, 1])).toBe(false)
})
