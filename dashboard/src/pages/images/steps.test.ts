import { expect, test } from 'vitest'

import { columnsOf, stepOf } from './steps'

test('arrows walk along and across, and stay at the edges', () => {
  expect(stepOf('ArrowRight', 0, 5, 12)).toBe(1)
  expect(stepOf('ArrowDown', 1, 5, 12)).toBe(6)
  expect(stepOf('ArrowDown', 9, 5, 12)).toBe(9)
  expect(stepOf('ArrowUp', 3, 5, 12)).toBe(3)
  expect(stepOf('End', 3, 5, 12)).toBe(11)
  expect(stepOf('x', 3, 5, 12)).toBeNull()
})

test('in one column left and right go nowhere', () => {
  expect(stepOf('ArrowRight', 3, 1, 12)).toBe(3)
})

test('columns fill the room', () => {
  expect(columnsOf(1000, 196, 14)).toEqual({ columns: 4, width: 239.5 })
  expect(columnsOf(100, 196, 14)).toEqual({ columns: 1, width: 100 })
})
