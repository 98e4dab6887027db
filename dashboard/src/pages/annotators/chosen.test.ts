import { expect, test } from 'vitest'

import { asText, chosen, USUAL } from './chosen'

const all = [...USUAL, 'skill', 'n_skipped']

test('without a word in the address the usual columns stand, and they need none', () => {
  expect(chosen(undefined, all)).toEqual(USUAL)
  expect(asText(USUAL, all)).toBeUndefined()
})

test('the first column always stands, the others in their own order; what is no column is left out', () => {
  expect(chosen('skill,n_labelled,<b>', all)).toEqual(['annotator_id', 'n_labelled', 'skill'])
  expect(asText(['skill', 'annotator_id'], all)).toBe('annotator_id,skill')
})
