import { expect, test } from 'vitest'

import { ordered } from './order'

const columns = [{ id: 'n', value: (row: { n: number | null }) => row.n }]
const rows = [{ n: 2 }, { n: null }, { n: 1 }, { n: 3 }]
const order = (sort: string) => ordered(rows, columns, sort).map((r) => r.n)

test('both directions, and what has no value last', () => {
  expect(order('n')).toEqual([1, 2, 3, null])
  expect(order('-n')).toEqual([3, 2, 1, null])
})

test('a column that is not there orders nothing', () => {
  expect(order('-colour')).toEqual([2, null, 1, 3])
})
