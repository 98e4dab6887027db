import { expect, test } from 'vitest'

import { askedOf } from './periods'

test('two whole periods are asked for as they are; else the last fortnight beside the one before', () => {
  const days = { from: '2026-10-30', to: '2026-11-12', from2: '2026-11-13', to2: '2026-11-26' }
  expect(askedOf({ ...days, figure: 'sq' })).toEqual(days)
  expect(askedOf({ ...days, to2: '' })).toEqual({ days: 14 })
  expect(askedOf({ days: '28' })).toEqual({ days: 28 })
  expect(askedOf({ days: '5000' })).toEqual({ days: 14 })
})
