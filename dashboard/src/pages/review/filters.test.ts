import { expect, test } from 'vitest'

import { chipsOf, queryOf } from './filters'

test('the queue is what nobody has judged, the most urgent first', () => {
  expect(queryOf({})).toEqual({ status: 'unreviewed', sort: 'priority' })
})

test('filters go to the API under their own names, others stay out', () => {
  expect(queryOf({ status: 'mixed', flag: 'rushed', max_score: '0.5', q: 'lot', sort: 'qa_score', x: '1' })).toEqual({
    status: 'mixed',
    flag: 'rushed',
    max_score: '0.5',
    q: 'lot',
    sort: 'qa_score',
  })
})

test('any status is no status', () => {
  expect(queryOf({ status: 'any' })).toEqual({ sort: 'priority' })
})

test('what has no control of its own is a chip', () => {
  expect(chipsOf({ status: 'mixed', q: 'a', annotator: 'bo', min_score: '0.1' })).toEqual([
    { name: 'annotator', value: 'bo' },
    { name: 'min_score', value: '0.1' },
  ])
})
