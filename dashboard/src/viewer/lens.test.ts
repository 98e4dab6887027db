import { beforeEach, expect, test, vi } from 'vitest'

import { toImage } from './camera'
import { Lens } from './lens'

let frames: (() => void)[] = []
beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame))
  vi.stubGlobal('cancelAnimationFrame', () => {
    frames = []
  })
})

const image = { width: 1600, height: 1000 }
const shown = () => {
  const lens = new Lens()
  lens.resize({ width: 900, height: 700 })
  lens.show(image, 'whole')
  return lens
}

test('who draws is told once a frame, however often it moves', () => {
  const lens = shown()
  const told = vi.fn()
  lens.subscribe(told)
  for (let i = 0; i < 10; i++) lens.panBy(3, 2)
  expect(told).not.toHaveBeenCalled()
  for (const frame of frames) frame()
  expect(told).toHaveBeenCalledTimes(1)
})

test('what was fitted is fitted to a stage of another size, what was zoomed keeps its middle', () => {
  const lens = shown()
  lens.resize({ width: 400, height: 300 })
  expect(lens.sight().whole).toBe(true)
  lens.zoomBy(6)
  const before = toImage(lens.sight().view, [200, 150])
  lens.resize({ width: 800, height: 600 })
  expect(lens.sight().whole).toBe(false)
  expect(toImage(lens.sight().view, [400, 300])).toEqual(before)
})

test('another image is shown whole, and fit goes back to it', () => {
  const lens = shown()
  lens.zoomTo([100, 100, 50, 50])
  expect(lens.sight().whole).toBe(false)
  lens.show({ width: 100, height: 4000 }, 'whole')
  expect(lens.sight().whole).toBe(true)
  lens.panBy(0, 9999)
  expect(lens.sight().whole).toBe(false)
  lens.fit()
  expect(lens.sight().whole).toBe(true)
})

test('an object that was zoomed to stands in the middle with room around it', () => {
  const lens = shown()
  lens.zoomTo([100, 200, 40, 80])
  const [x, y] = toImage(lens.sight().view, [450, 350])
  expect([Math.round(x), Math.round(y)]).toEqual([120, 240])
  expect(lens.sight().view.k * 80).toBeLessThan(700 - 2 * 60)
})
