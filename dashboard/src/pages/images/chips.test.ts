import { expect, test } from 'vitest'

import { saidOf } from './chips'

const nameOf = (id: string) => (id === 'bo' ? 'Bo L.' : id)

test('filters are said in words; what has none stays as it is', () => {
  expect(saidOf('status', 'unreviewed', nameOf)).toBe('not reviewed')
  expect(saidOf('flag', 'likely_missed', nameOf)).toBe('likely missed objects')
  expect(saidOf('annotator', 'bo', nameOf)).toBe('Bo L.')
  expect(saidOf('flag', 'something_new', nameOf)).toBe('something_new')
})
