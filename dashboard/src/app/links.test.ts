import { expect, test } from 'vitest'

import { annotatorIn, filtersOf, imageIn, toAnnotator, toReview } from './links'

test("the images behind an alert are shown by the alert's own filters", () => {
  expect(
    filtersOf(
      '/v1/projects/a%2Fb/quality/images?class=car%26bike&series=comparable&first=x%3F1.jpg&last=y.jpg&limit=5',
    ),
  ).toEqual({ class: 'car&bike', series: 'comparable', first: 'x?1.jpg', last: 'y.jpg' })
  expect(filtersOf('/v1/projects/demo/quality/images')).toEqual({})
  expect(filtersOf('/v1/projects/demo/quality/images?first=a?b.jpg')).toEqual({ first: 'a?b.jpg' })
})

test.each(['a/b.jpg', '../up/./c.jpg', '.', '..', '~..', '~~./x', '/a//b/', '~', '...', 'a~/~b'])(
  'the id %j survives an address, of which no step is resolved',
  (id) => {
    const image = (toReview('p', id).params as { _splat: string })._splat
    const annotator = (toAnnotator('p', id).params as { annotator: string }).annotator
    expect([imageIn(image), annotatorIn(annotator)]).toEqual([id, id])
    for (const step of [...image.split('/'), annotator]) expect(['', '.', '..']).not.toContain(step)
  },
)
