import { expect, test } from 'vitest'

import { fitted, held, isWhole, limitsOf, recentred, seen, toImage, zoomed, type View } from './camera'
import type { Point } from './geometry'

/** Numbers that look random and are the same at every run. */
function* random(seed = 1): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647
    yield state / 2147483647
  }
}
const numbers = random()
const between = (low: number, high: number): number => low + numbers.next().value * (high - low)
const stage = { width: 900, height: 700 }
const image = { width: 1600, height: 1000 }

test('what lies under the pointer stays there while it zooms', () => {
  for (let i = 0; i < 500; i++) {
    const view: View = { k: between(0.05, 20), x: between(-4000, 900), y: between(-3000, 700) }
    const at: Point = [between(0, stage.width), between(0, stage.height)]
    const before = toImage(view, at)
    const after = toImage(zoomed(view, between(0.2, 5), at, limitsOf(image, stage)), at)
    expect(after[0]).toBeCloseTo(before[0], 6)
    expect(after[1]).toBeCloseTo(before[1], 6)
  }
})

test('zooming goes no further than the limits, and there nothing moves', () => {
  const limits = limitsOf(image, stage)
  const close = zoomed({ k: 1, x: 0, y: 0 }, 1e9, [10, 10], limits)
  expect(close.k).toBe(limits.most)
  expect(zoomed(close, 2, [500, 5], limits)).toEqual(close)
  expect(zoomed(close, 1e-9, [10, 10], limits).k).toBe(limits.least)
})

test('fitted, the whole image is in sight and in the middle, whatever its size', () => {
  for (let i = 0; i < 200; i++) {
    const size = { width: Math.ceil(between(1, 20_000)), height: Math.ceil(between(1, 20_000)) }
    const view = fitted([0, 0, size.width, size.height], stage)
    expect(isWhole(view, size, stage)).toBe(true)
    const [x, y] = toImage(view, [stage.width / 2, stage.height / 2])
    expect(x).toBeCloseTo(size.width / 2, 6)
    expect(y).toBeCloseTo(size.height / 2, 6)
    const { least, most } = limitsOf(size, stage)
    expect(least).toBeLessThan(view.k)
    expect(most).toBeGreaterThan(view.k)
  }
})

test('a box is shown with room around it, and no larger than asked', () => {
  const view = fitted([100, 100, 10, 10], stage, 60, 8)
  expect(view.k).toBe(8)
  const [x, y, width, height] = seen(view, stage)
  expect([x + width / 2, y + height / 2]).toEqual([105, 105])
})

test('zoomed in, the image is not whole', () => {
  const view = fitted([0, 0, 1600, 1000], stage)
  expect(isWhole(zoomed(view, 1.3, [450, 350], limitsOf(image, stage)), image, stage)).toBe(false)
})

test('however far it is dragged, some of the image stays in sight', () => {
  for (let i = 0; i < 200; i++) {
    const view = held({ k: between(0.1, 20), x: between(-1e6, 1e6), y: between(-1e6, 1e6) }, image, stage)
    const [x, y, width, height] = seen(view, stage)
    expect(x).toBeLessThan(image.width)
    expect(y).toBeLessThan(image.height)
    expect(x + width).toBeGreaterThan(0)
    expect(y + height).toBeGreaterThan(0)
  }
})

test('a stage of another size keeps its middle', () => {
  const view = { k: 2, x: -300, y: -200 }
  const before = toImage(view, [450, 350])
  expect(toImage(recentred(view, stage, { width: 500, height: 300 }), [250, 150])).toEqual(before)
})
