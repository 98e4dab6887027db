import { expect, test } from 'vitest'

import { askedOf, exportOf, notExported, queueOf, setOf, sortOf } from './asked'

test('the query is what the address says, without what concerns the page alone', () => {
  const search = { view: 'table', status: 'unreviewed', max_score: '0.5', sort: '-qa_score', foo: '1' }
  expect(askedOf(search)).toEqual({ status: 'unreviewed', max_score: '0.5', sort: '-qa_score' })
  expect(queueOf(search)).toEqual({ status: 'unreviewed', max_score: '0.5', sort: '-qa_score' })
})

test('filters come in the order of their chips', () => {
  expect(setOf({ class: 'car', q: 'lot', view: 'table' })).toEqual(['q', 'class'])
})

test('an order that the server does not know is that of the queue', () => {
  expect(sortOf({ sort: 'colour' })).toBe('priority')
})

test('an export takes the filters that it knows, and the others are named', () => {
  const search = { status: 'approved', class: 'car', q: 'lot', min_score: '0.2' }
  expect(exportOf(search)).toEqual({ class: 'car', verdict: 'approved' })
  expect(notExported(search)).toEqual(['q', 'min_score'])
  expect(notExported({ status: 'mixed' })).toEqual(['status'])
})
