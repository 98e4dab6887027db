import { expect, test } from 'vitest'

import { orderOf, wholeProject, type Labels } from './asked'
import { gapOf } from './gap'
import { coefficientsOf } from './labels'
import { measuresOf } from './measures'

test('the gap is certain when all of its interval lies above nothing', () => {
  expect(gapOf({ class_gap: null, class_gap_ci95: null })).toBeNull()
  expect(gapOf({ class_gap: 0.02, class_gap_ci95: [0.01, 0.03] })?.certain).toBe(true)
  expect(gapOf({ class_gap: 0.02, class_gap_ci95: [-0.01, 0.03] })?.certain).toBe(false)
  expect(gapOf({ class_gap: 0.02, class_gap_ci95: null })).toEqual({ value: 0.02, ci95: null, certain: false })
})

test('pairs are measured by what somebody has', () => {
  expect(measuresOf({ iou: [[null, 0.8]], kappa: [[null, null]] })).toEqual(['iou'])
  expect(measuresOf({ iou: [[null]], kappa: [[null, 0.5]] })).toEqual(['kappa'])
})

test('the headline of labels does not stand there twice', () => {
  const labels = { percent_agreement: 0.9, kappa: 0.8, ac1: 0.85, alpha: 0.8, fleiss: null } as unknown as Labels
  const ids = coefficientsOf({ ...labels, weighted_kappa: null, ordinal_alpha: null, mean_pairwise_kappa: 0.7 })
  expect(ids.map((c) => c.id)).toEqual(['percent_agreement', 'kappa', 'ac1', 'mean_pairwise_kappa'])
})

test('an unknown order is the worst first; falls are followed over the whole project alone', () => {
  expect(orderOf({ sort: '<b>' })).toBe('iou')
  expect(orderOf({ sort: '-iou' })).toBe('-iou')
  expect(wholeProject({ min_annotators: '3' })).toBe(true)
  expect(wholeProject({ class: 'van' })).toBe(false)
})
