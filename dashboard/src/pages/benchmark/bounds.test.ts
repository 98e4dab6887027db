import { expect, test } from 'vitest'

import type { Row } from './asked'
import { boundsOf, sizeOf } from './bounds'

test('the interval over images goes before that over objects', () => {
  const row = { accuracy_ci95: [0.8, 0.9], accuracy_ci95_images: [0.7, 0.95] } as unknown as Row
  expect(boundsOf(row, 'accuracy')).toEqual({ ci95: [0.7, 0.95], byImages: true })
  expect(boundsOf({ ...row, accuracy_ci95_images: null }, 'accuracy')).toEqual({ ci95: [0.8, 0.9], byImages: false })
})

test('fifty to a hundred images are the right size', () => {
  expect([0, 1, 49, 50, 100, 101].map(sizeOf)).toEqual(['none', 'small', 'small', 'right', 'right', 'large'])
})
