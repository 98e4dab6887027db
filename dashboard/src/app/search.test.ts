import { expect, test } from 'vitest'

import { asOne, filtersOf, manyOf, parseSearch, stringifySearch } from './search'

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

test("the images behind an alert are shown by the alert's own filters", () => {
  expect(
    filtersOf(
      '/v1/projects/a%2Fb/quality/images?class=car%26bike&series=comparable&first=x%3F1.jpg&last=y.jpg&limit=5',
    ),
  ).toEqual({ class: 'car&bike', series: 'comparable', first: 'x?1.jpg', last: 'y.jpg' })
  expect(filtersOf('/v1/projects/demo/quality/images')).toEqual({})
  expect(filtersOf('/v1/projects/demo/quality/images?first=a?b.jpg')).toEqual({ first: 'a?b.jpg' })
})
