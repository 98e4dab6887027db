import { expect, test } from 'vitest'

import { positionOf, runsLow } from './position'

const ids = ['a', 'b/c.jpg', 'd', 'e', 'f']

test('an image has neighbours and three to fetch ahead', () => {
  expect(positionOf(ids, 'b/c.jpg')).toEqual({ index: 1, previous: 'a', next: 'd', ahead: ['d', 'e', 'f'] })
})

test('behind the last there is nothing', () => {
  expect(positionOf(ids, 'f')).toEqual({ index: 4, previous: 'e', next: null, ahead: [] })
})

test('an image beside the queue leads to its first', () => {
  expect(positionOf(ids, 'z')).toEqual({ index: null, previous: null, next: 'a', ahead: ['a', 'b/c.jpg', 'd'] })
  expect(positionOf([], null).next).toBeNull()
})

test('more is asked for before the rows run out', () => {
  expect(runsLow(100, positionOf(ids, 'a'))).toBe(false)
  expect(runsLow(5, positionOf(ids, 'e'))).toBe(true)
})
