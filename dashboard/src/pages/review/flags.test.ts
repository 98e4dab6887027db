import { expect, test } from 'vitest'

import { reasonsOf } from './flags'

const flag = (reason: string, severity: string) => ({ reason, severity, detail: '' })

test('the worst reason comes first, equals keep the order of the API', () => {
  expect(reasonsOf([flag('low_agreement', 'warning'), flag('rushed', 'info'), flag('likely_missed', 'error')])).toEqual(
    ['objects missed', 'low agreement', 'rushed'],
  )
  expect(reasonsOf([flag('rushed', 'warning'), flag('low_agreement', 'warning')])).toEqual(['rushed', 'low agreement'])
})

test('a reason of a newer server is shown by its own name', () => {
  expect(reasonsOf([flag('brand_new', 'info')])).toEqual(['brand_new'])
})

test('a reason that is about several people is said once', () => {
  expect(reasonsOf([flag('rushed', 'info'), flag('rushed', 'warning')])).toEqual(['rushed'])
})
