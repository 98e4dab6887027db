import { expect, test } from 'vitest'

import { covers, edges, hullOfMask, maskOf, pixelsOf, runs, type Mask } from './mask'

/** Three rows and four columns, written as they are seen. */
const seen = ['.##.', '..#.', '..##']
const mask: Mask = { width: 4, height: 3, counts: [3, 1, 2, 3, 2, 1] }

test('run lengths go down the columns, background first', () => {
  const drawn = seen.map((row) => [...row].map(() => '.'))
  for (const { column, top, bottom } of runs(mask)) for (let y = top; y < bottom; y++) drawn[y]?.splice(column, 1, '#')
  expect(drawn.map((row) => row.join(''))).toEqual(seen)
})

test('a run over the foot of a column goes on at the head of the next', () => {
  expect([...runs({ width: 2, height: 3, counts: [2, 3, 1] })]).toEqual([
    { column: 0, top: 2, bottom: 3 },
    { column: 1, top: 0, bottom: 2 },
  ])
})

test('runs beyond the frame are not drawn', () => {
  expect([...runs({ width: 1, height: 2, counts: [1, 9] })]).toEqual([{ column: 0, top: 1, bottom: 2 }])
})

test('a point is covered exactly where a pixel is', () => {
  for (const [y, row] of seen.entries())
    for (const [x, pixel] of [...row].entries()) expect(covers(mask, [x + 0.5, y + 0.9])).toBe(pixel === '#')
  expect(covers(mask, [-0.1, 0])).toBe(false)
  expect(covers(mask, [4, 0])).toBe(false)
})

test('the hull of a mask, and of none', () => {
  expect(hullOfMask(mask)).toEqual([1, 0, 3, 3])
  expect(hullOfMask({ width: 2, height: 2, counts: [4] })).toBeNull()
})

test('the edge goes around each pixel that stands beside background', () => {
  const length = (m: Mask) => [...edges(m)].reduce((sum, [[ax, ay], [bx, by]]) => sum + Math.abs(ax - bx + ay - by), 0)
  expect(length({ width: 3, height: 3, counts: [4, 1, 4] })).toBe(4)
  expect(length({ width: 2, height: 2, counts: [0, 4] })).toBe(8)
  expect(length(mask)).toBe(12)
})

test('pixels of the hull know the edge from the inside', () => {
  const full = pixelsOf({ width: 3, height: 3, counts: [0, 9] }, [0, 0, 3, 3])
  expect([...full.data]).toEqual([2, 2, 2, 2, 1, 2, 2, 2, 2])
})

test('what is no mask is none', () => {
  expect(maskOf({ size: [3, 4], counts: [3, 1, 2, 3, 2, 1] })).toEqual(mask)
  expect(maskOf({ size: [3, 4], counts: 'abc' })).toBeNull()
  expect(maskOf({})).toBeNull()
})
