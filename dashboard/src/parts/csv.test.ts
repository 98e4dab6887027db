import { expect, test } from 'vitest'

import { csvOf } from './csv'

const columns = [
  { id: 'name', value: (row: { name: string; n: number | null }) => row.name },
  { id: 'n', value: (row: { name: string; n: number | null }) => row.n },
  { id: 'eye' },
]

test('a spreadsheet takes no name for a formula', () => {
  expect(csvOf(columns, [{ name: '=1+1', n: 2 }])).toBe("name,n\r\n'=1+1,2\r\n")
})

test('quotes, commas and missing values survive', () => {
  expect(csvOf(columns, [{ name: 'a "b", c', n: null }])).toBe('name,n\r\n"a ""b"", c",\r\n')
})
