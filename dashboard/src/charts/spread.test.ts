import { expect, test } from 'vitest'

import { rowsOf, spread } from './spread'

test('labels keep their order and their distance', () => {
  expect(spread([10, 12, 100], 13, 0, 200)).toEqual([10, 23, 100])
  expect(spread([100, 12, 10], 13, 0, 200)).toEqual([100, 23, 10])
})

test('labels at the lower edge move up', () => {
  const placed = spread([198, 199, 200], 13, 0, 200)
  expect(placed).toEqual([174, 187, 200])
})

test('nothing to place is placed', () => {
  expect(spread([], 13, 0, 200)).toEqual([])
})

test('labels that would touch go to the next row', () => {
  expect(
    rowsOf(
      [
        [0, 50],
        [40, 90],
        [95, 120],
      ],
      2,
    ),
  ).toEqual([0, 1, 0])
  expect(
    rowsOf(
      [
        [0, 50],
        [0, 50],
        [0, 50],
      ],
      2,
    ),
  ).toEqual([0, 1, -1])
})
