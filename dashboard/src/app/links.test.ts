import { expect, test } from 'vitest'

import { filtersOf } from './links'

test('the address of the images of an alert becomes filters', () => {
  expect(filtersOf('/v1/projects/demo/quality/images?class=car+van&series=comparable&first=a%2Fb.jpg')).toEqual({
    class: 'car van',
    series: 'comparable',
    first: 'a/b.jpg',
  })
})
