import { expect, test } from 'vitest'

import { offsetsOf, relative } from './bias'
import { ends } from './class-ends'
import { fit, heads } from './fit'
import { axisOf } from './interval-axis'
import { partsOf } from './stacked-parts'

test('a log scale holds every count and gives the smallest a bar', () => {
  expect(ends([13022, 1164837])).toEqual([1000, 10_000_000])
  expect(ends([1, 5])).toEqual([0.1, 10])
  expect(ends([])).toEqual([0.1, 10])
  expect(ends([0, 20])).toEqual([1, 100])
})

test('one axis holds all intervals of a table and the bar', () => {
  expect(
    axisOf(
      [
        { value: 0.8, ci95: [0.75, 0.85] },
        { value: null, ci95: null },
      ],
      0.7,
    ),
  ).toEqual([0.6, 1])
  expect(axisOf([{ value: 0.3, ci95: [0.05, 0.5] }], 0.7)).toEqual([0, 1])
})

test('systematic offsets come largest first, sizes as shares', () => {
  const bias = (mean: number, systematic: boolean) => ({ mean, sd: 0.1, ci95: null, systematic, n: 40 })
  expect(relative('dw', Math.log(1.16))).toBeCloseTo(0.16)
  const found = offsetsOf({ dx: bias(0.05, true), dy: bias(0.2, false), dw: bias(Math.log(1.16), true) })
  expect(found.map((o) => o.name)).toEqual(['dw', 'dx'])
})

test('parts of a bar follow each other and leave out what is not there', () => {
  const kinds = ['class', 'both', 'missed'].map((id) => ({ id, title: id, colour: '#000000' }))
  const parts = partsOf({ id: 'a', name: 'a', counts: { class: 2, missed: 3 } }, kinds)
  expect(parts.map((p) => [p.kind.id, p.from, p.count])).toEqual([
    ['class', 0, 2],
    ['missed', 2, 3],
  ])
})

test('a name of any length fits', () => {
  expect(fit('x'.repeat(20_000), 61)).toBe(`${'x'.repeat(9)}…`)
  expect(fit('Ana', 61)).toBe('Ana')
  expect(heads(['Ana Rodriguez', 'Bo Li'], 40)).toEqual(['Ana', 'Bo Li'])
})

test('names that begin alike show how they end', () => {
  expect(heads(['annotator 11', 'annotator 12', 'Ana'], 40)).toEqual(['…or 11', '…or 12', 'Ana'])
  expect(heads(['Ana A.', 'Ana B.'], 25)).toEqual(['… A.', '… B.'])
})
