import { expect, test } from 'vitest'

import { allOf, extended, NONE, toggled } from './selection'

const names = ['a', 'b', 'c', 'd', 'e']
const idAt = (index: number) => names[index]

test('a press chooses, another takes it back', () => {
  const once = toggled(NONE, 1, idAt)
  expect([...once.ids]).toEqual(['b'])
  expect([...toggled(once, 1, idAt).ids]).toEqual([])
})

test('a range goes from the last chosen one, in both directions, and keeps what was chosen', () => {
  const start = toggled(toggled(NONE, 0, idAt), 3, idAt)
  expect([...extended(start, 1, idAt).ids].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect([...extended(extended(start, 4, idAt), 2, idAt).ids].sort()).toEqual(['a', 'c', 'd', 'e'])
})

test('without a start a range is one row', () => {
  expect([...extended(NONE, 2, idAt).ids]).toEqual(['c'])
})

test('a range over rows that are not held chooses the one that was pressed, never some of them', () => {
  const held = (index: number) => (index === 2 ? undefined : names[index])
  expect([...extended(toggled(NONE, 0, held), 4, held).ids]).toEqual(['a', 'e'])
})

test('all are those that are held', () => {
  expect(allOf(7, idAt).ids.size).toBe(5)
})
