import { expect, test } from 'vitest'

import { asOne, manyOf, parseSearch, stringifySearch } from './search'

test('an address reads like a call of the API', () => {
  expect(stringifySearch({ status: 'unreviewed', max_score: '0.5', class: undefined })).toBe(
    '?status=unreviewed&max_score=0.5',
  )
})

test('names of any kind come back as they were', () => {
  const search = { class: 'a&b=c "<img>" ا', q: '1' }
  expect(parseSearch(stringifySearch(search))).toEqual(search)
})

test('a name that is given several times keeps all its values, commas and all', () => {
  const search = parseSearch('?verdict=approved&verdict=corrected&class=a%2Cb')
  expect(manyOf(search['verdict'])).toEqual(['approved', 'corrected'])
  expect(manyOf(search['class'])).toEqual(['a,b'])
  expect(stringifySearch(search)).toBe('?verdict=approved&verdict=corrected&class=a%2Cb')
  expect(stringifySearch({ class: asOne([]) })).toBe('')
})
