import { expect, test } from 'vitest'

import { byImage, latest, tally, visitAfter, type Decision, type Visit } from './visit'

const made = (id: number, image: string, verdict: Decision['verdict'] = 'approved'): Decision => ({
  id,
  image,
  verdict,
  reason: null,
  annotators: ['ana'],
  reviews: null,
})
const after = (...decisions: Decision[]): Visit =>
  decisions.reduce<Visit>((visit, decision) => visitAfter(visit, { type: 'decided', decision }), [])

test('the latest decision is the one to take back', () => {
  const visit = after(made(1, 'a'), made(2, 'b'))
  expect(latest(visit)?.image).toBe('b')
  expect(latest(visitAfter(visit, { type: 'gone', id: 2 }))?.image).toBe('a')
  expect(latest([])).toBeNull()
})

test('a stored decision knows its reviews', () => {
  const visit = visitAfter(after(made(1, 'a'), made(2, 'b')), { type: 'stored', id: 1, reviews: ['rv_1'] })
  expect(visit.map((decision) => decision.reviews)).toEqual([['rv_1'], null])
})

test('a refused decision in the middle goes, the others stay', () => {
  const visit = visitAfter(after(made(1, 'a'), made(2, 'b'), made(3, 'c')), { type: 'gone', id: 2 })
  expect(visit.map((decision) => decision.image)).toEqual(['a', 'c'])
})

test('an image counts once, by its latest verdict', () => {
  const visit = after(made(1, 'a'), made(2, 'a', 'rejected'), made(3, 'b', 'corrected'))
  expect(tally(visit)).toEqual({ approved: 0, rejected: 1, corrected: 1 })
  expect(byImage(visit).get('a')?.id).toBe(2)
})
