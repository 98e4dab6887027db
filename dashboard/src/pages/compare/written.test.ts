import { expect, test } from 'vitest'

import { writtenOf } from './written'

test('scores change by scores, shares by points, times by seconds, counts by counts', () => {
  expect(writtenOf('mean_iou').change(-0.0979)).toBe('−0.10')
  expect(writtenOf('approval_rate').change(0.01097)).toBe('+1.1 pt')
  expect(writtenOf('avg_seconds_per_image').change(-4.3037)).toBe('−4.3 s')
  expect(writtenOf('annotations').change(5)).toBe('+5')
  expect(writtenOf('objects_per_image').value(8.154)).toBe('8.2')
  expect(writtenOf('mean_iou').change(null)).toBe('–')
  expect(writtenOf('mean_iou').part(-0.0034)).toBe('−0.003')
})
