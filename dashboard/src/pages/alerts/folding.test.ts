import { expect, test } from 'vitest'

import { folded, severities, type Alert } from './folding'

const alert = (id: string, type: string, kind: string, severity = 'warning'): Alert => ({
  alert_id: id,
  type,
  severity,
  subject: { kind, id },
  message: '',
  recommended_action: '',
  value: null,
  threshold: null,
  n: 1,
  since: null,
  status: 'open',
  images: '',
  opened_at: null,
  updated_at: null,
  resolved_at: null,
  acknowledged: null,
})
const about = (n: number, type = 'suggestion_outlier') =>
  Array.from({ length: n }, (_, i) => alert(`${type}${String(i)}`, type, 'image'))

test('up to three alerts about images stand by themselves', () => {
  expect(folded(about(3)).map((row) => 'alert' in row)).toEqual([true, true, true])
})

test('more than three become one row, where the first of them stood', () => {
  const low = alert('low', 'low_approval', 'annotator', 'error')
  const late = alert('late', 'class_imbalance', 'class')
  const rows = folded([low, ...about(4), late])
  expect(rows.map((row) => ('alert' in row ? row.alert.alert_id : row.fold.alerts.length))).toEqual(['low', 4, 'late'])
})

test('each type is folded by itself, and what is not about an image never', () => {
  const rows = folded([
    ...about(4),
    ...about(4, 'other'),
    ...Array.from({ length: 5 }, (_, i) => alert(String(i), 'iaa_drift', 'class')),
  ])
  expect(rows.filter((row) => 'fold' in row)).toHaveLength(2)
  expect(rows.filter((row) => 'alert' in row)).toHaveLength(5)
})

test('a fold says how severe its alerts are', () => {
  expect(severities([alert('a', 't', 'image', 'error'), alert('b', 't', 'image'), alert('c', 't', 'image')])).toEqual([
    ['error', 1],
    ['warning', 2],
  ])
})
