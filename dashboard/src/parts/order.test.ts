import { expect, test } from 'vitest'

import { found, sorted } from './order'

const rows = [
  { id: 'a', name: 'Ana', rate: 0.9 },
  { id: 'b', name: 'Bo', rate: null },
  { id: 'c', name: 'Chen', rate: 0.4 },
]
const columns = [{ id: 'rate', value: (r: (typeof rows)[number]) => r.rate }, { id: 'picture' }]
const ids = (of: typeof rows) => of.map((r) => r.id).join('')

test('rows are sorted either way, and who was not measured comes last', () => {
  expect(ids(sorted(rows, columns, 'rate'))).toBe('cab')
  expect(ids(sorted(rows, columns, '-rate'))).toBe('acb')
})

test('a column that is not there, or has no values, leaves the order', () => {
  expect(ids(sorted(rows, columns, 'nothing'))).toBe('abc')
  expect(ids(sorted(rows, columns, '-picture'))).toBe('abc')
})

test('a search finds by name and by id, capitals aside', () => {
  const names = (r: (typeof rows)[number]) => [r.id, r.name]
  expect(ids(found(rows, names, ' CHE '))).toBe('c')
  expect(ids(found(rows, names, 'a'))).toBe('a')
  expect(ids(found(rows, names, ''))).toBe('abc')
})
