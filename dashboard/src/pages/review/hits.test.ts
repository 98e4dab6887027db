import { expect, test } from 'vitest'

import { hitsOf, linkOf, revised, rowsOf, type Answer } from './hits'

const answer = (annotator_id: string, more: Partial<Answer> = {}): Answer => ({
  annotator_id,
  kind: 'person',
  submitted_at: null,
  seconds: null,
  origin: null,
  revision: 1,
  cancelled: false,
  verdict: null,
  conflict: false,
  chance_of_error: null,
  objects: [],
  labels: null,
  reviews: [],
  superseded: 0,
  link: null,
  ...more,
})
const ids = (answers: readonly Answer[]) => answers.map((a) => a.annotator_id)

test('a verdict is on every person whose answer has none', () => {
  const all = [
    answer('ana'),
    answer('bo', { verdict: 'approved' }),
    answer('detector', { kind: 'model' }),
    answer('gold', { kind: 'truth' }),
    answer('cy', { cancelled: true }),
  ]
  const hits = hitsOf(all, null)
  expect(ids(hits.answers)).toEqual(['ana'])
  expect(ids(hits.judged)).toEqual(['ana', 'bo'])
})

test('an answer with a verdict is judged again only when it is chosen', () => {
  const all = [answer('ana'), answer('bo', { verdict: 'approved' })]
  expect(ids(hitsOf(all, 'bo').answers)).toEqual(['bo'])
  expect(ids(hitsOf(all, 'nobody').answers)).toEqual(['ana'])
})

test('a model cannot be chosen', () => {
  expect(hitsOf([answer('m', { kind: 'model' })], 'm')).toEqual({ answers: [], judged: [], chosen: null })
})

test('every row names the revision that was seen', () => {
  const rows = rowsOf('a.jpg', hitsOf([answer('ana', { revision: 3 })], null), {
    verdict: 'rejected',
    reason: 'loose boxes',
    reviewer: 'rita',
  })
  expect(rows).toEqual([
    {
      image_id: 'a.jpg',
      annotator_id: 'ana',
      revision: 3,
      verdict: 'rejected',
      reviewer_id: 'rita',
      reason: 'loose boxes',
      sampled: false,
    },
  ])
})

test('the link is that of an answer the verdict is on', () => {
  const all = [answer('ana', { link: 'https://a/', verdict: 'approved' }), answer('bo', { link: 'https://b/' })]
  expect(linkOf(hitsOf(all, null))).toBe('https://b/')
  expect(linkOf(hitsOf([answer('ana')], null))).toBeNull()
})

test('whoever has another revision than was seen is named', () => {
  const seen = new Map([
    ['ana', 1],
    ['bo', 1],
  ])
  expect(revised([answer('ana'), answer('bo', { revision: 2 }), answer('new')], seen)).toEqual(new Set(['bo']))
})
