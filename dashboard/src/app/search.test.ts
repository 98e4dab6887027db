import { expect, test } from 'vitest'

import { parseSearch, stringifySearch } from './search'

test('an address reads like a call of the API', () => {
  expect(stringifySearch({ status: 'unreviewed', max_score: '0.5', class: undefined })).toBe(
    '?status=unreviewed&max_score=0.5',
  )
})

test('names of any kind come back as they were', () => {
  const search = { class: 'a&b=c "<img>" ا', q: '1' }
  expect(parseSearch(stringifySearch(search))).toEqual(search)
})
