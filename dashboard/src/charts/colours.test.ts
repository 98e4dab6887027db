import { expect, test } from 'vitest'

import { agreementColour, contrast, ERROR_COLOURS, inkOn, rightColour, wrongColour } from './colours'

const steps = Array.from({ length: 201 }, (_, k) => k / 200)

test('contrast is that of WCAG', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1)
  expect(contrast('rgb(119, 119, 119)', '#ffffff')).toBeCloseTo(4.48, 1)
})

test('text of every cell can be read on its colour', () => {
  for (const bar of [0.7, 0.8])
    for (const colour of [agreementColour(bar), rightColour, wrongColour])
      for (const value of steps) expect(contrast(colour(value), inkOn(colour(value)))).toBeGreaterThanOrEqual(4.5)
  for (const colour of Object.values(ERROR_COLOURS)) expect(contrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5)
})

test('below the bar is orange, above it blue', () => {
  const colour = agreementColour(0.7)
  expect(colour(0.4)).toBe('rgb(217, 118, 43)')
  expect(colour(0.95)).toBe('rgb(36, 80, 173)')
})
