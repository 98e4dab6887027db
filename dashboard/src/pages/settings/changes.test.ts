import { expect, test } from 'vitest'

import { changesOf, fieldsOf, thresholdsOf, typedOf } from './changes'

const fields = {
  name: 'A',
  task: 'detection',
  label_type: 'single',
  classes: 'car\nvan',
  class_policy: 'open',
  iou_threshold: '0.5',
  min_annotators: '2',
}

test('only what was changed is sent', () => {
  expect(changesOf(fields, fields)).toEqual({})
  expect(changesOf(fields, { ...fields, classes: 'car\n\n a b \n', iou_threshold: '0.75' })).toEqual({
    classes: ['car', ' a b '],
    iou_threshold: 0.75,
  })
})

test('what is no number goes to the server, which says so', () => {
  expect(changesOf(fields, { ...fields, min_annotators: 'two', iou_threshold: '' })).toEqual({
    min_annotators: 'two',
    iou_threshold: '',
  })
})

test('an empty threshold is the default, and other rules keep theirs', () => {
  const typed = typedOf({ low_approval: { bar: 0.8, window: 100 }, other: { x: 1 } })
  expect(thresholdsOf({ ...typed, 'low_approval.window': ' ', 'iaa_drift.sure': '0' })).toEqual({
    low_approval: { bar: 0.8 },
    other: { x: 1 },
    iaa_drift: { sure: 0 },
  })
})

test('labels that come in do not change what a form holds', () => {
  const project = { ...fields, classes: ['car', 'van'], iou_threshold: 0.5, min_annotators: 2, revision: 7 }
  const later = { ...project, revision: 8, changed_at: '2026-11-22T18:00:00Z' }
  expect(fieldsOf(later as never)).toEqual(fieldsOf(project as never))
  expect(fieldsOf(project as never)).toEqual(fields)
})
