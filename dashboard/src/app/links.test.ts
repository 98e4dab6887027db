import { expect, test } from 'vitest'

import { annotatorIn, imageIn, toAnnotator, toReview } from './links'

test.each(['a/b.jpg', '../up/./c.jpg', '.', '..', '~..', '~~./x', '/a//b/', '~', '...', 'a~/~b'])(
  'the id %j survives an address, of which no step is resolved',
  (id) => {
    const image = (toReview('p', id).params as { _splat: string })._splat
    const annotator = (toAnnotator('p', id).params as { annotator: string }).annotator
    expect([imageIn(image), annotatorIn(annotator)]).toEqual([id, id])
    for (const step of [...image.split('/'), annotator]) expect(['', '.', '..']).not.toContain(step)
  },
)
