import { expect, test } from 'vitest'

import { tableOf } from './truth-rows'

const van = { class: 'van', n: 100, drawn: { van: 80, car: 10, bus: 4, missed: 6 }, missed: 6 }
const car = { class: 'car', n: 50, drawn: { car: 50 }, missed: 0 }

test('what was missed is counted once, in its own column', () => {
  const { columns, lines } = tableOf([van, car], 20)
  expect(columns.map((c) => `${c.kind} ${c.drawn}`)).toEqual(['class van', 'class car', 'class bus', 'missed '])
  expect(lines[0]?.cells.map((c) => c.share)).toEqual([0.8, 0.1, 0.04, 0.06])
})

test('a class that is called "missed" has a column of its own', () => {
  const { columns, lines } = tableOf([{ class: 'missed', n: 10, drawn: { missed: 7 }, missed: 3 }], 20)
  expect(columns.map((c) => c.kind)).toEqual(['class', 'missed'])
  expect(lines[0]?.cells.map((c) => c.count)).toEqual([7, 3])
})

test('classes without a column of their own are gathered', () => {
  const { columns, lines } = tableOf([van], 1)
  expect(columns.map((c) => c.kind)).toEqual(['class', 'others', 'missed'])
  expect(lines[0]?.cells.map((c) => c.count)).toEqual([80, 14, 6])
})
