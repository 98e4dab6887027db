/** Masks as the API hands them out: run lengths column by column, the first of background. */

import type { Box, Point } from './geometry'

export type Mask = { readonly width: number; readonly height: number; readonly counts: readonly number[] }

/** A stretch of one column that belongs to the object: rows `top` to `bottom`, without the latter. */
export type Run = { readonly column: number; readonly top: number; readonly bottom: number }

/** What stands in `rle`, or null where it is not of that form. */
export function maskOf(rle: Readonly<Record<string, unknown>>): Mask | null {
  const { size, counts } = rle
  if (!Array.isArray(size) || !Array.isArray(counts)) return null
  const [height, width] = size.map(Number)
  if (!height || !width || !counts.every((count) => Number.isFinite(count))) return null
  return { width, height, counts: counts as number[] }
}

/** The object column by column: a run that goes over the foot of a column goes on at the head of the next. */
export function* runs({ width, height, counts }: Mask): Iterable<Run> {
  let at = 0
  let object = false
  const end = width * height
  for (const count of counts) {
    const stop = Math.min(end, at + count)
    if (object)
      for (let from = at; from < stop;) {
        const column = Math.floor(from / height)
        const to = Math.min(stop, (column + 1) * height)
        yield { column, top: from - column * height, bottom: to - column * height }
        from = to
      }
    at = stop
    object = !object
  }
}

/** The smallest box around the pixels of the object; null where there is none. */
export function hullOfMask(mask: Mask): Box | null {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const run of runs(mask)) {
    left = Math.min(left, run.column)
    right = Math.max(right, run.column + 1)
    top = Math.min(top, run.top)
    bottom = Math.max(bottom, run.bottom)
  }
  return left < right ? [left, top, right - left, bottom - top] : null
}

/** Whether a point lies on a pixel of the object. */
export function covers({ width, height, counts }: Mask, [x, y]: Point): boolean {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  if (column < 0 || row < 0 || column >= width || row >= height) return false
  const wanted = column * height + row
  let at = 0
  for (const [i, count] of counts.entries()) {
    at += count
    if (wanted < at) return i % 2 === 1
  }
  return false
}

/** The edge of the object along its pixels, as lines from point to point. */
export function* edges(mask: Mask): Iterable<readonly [Point, Point]> {
  const columns = new Map<number, number[]>()
  for (const { column, top, bottom } of runs(mask)) {
    const ends = columns.get(column)
    if (ends) ends.push(top, bottom)
    else columns.set(column, [top, bottom])
    for (const y of [top, bottom])
      yield [
        [column, y],
        [column + 1, y],
      ]
  }
  for (const x of new Set([...columns.keys()].flatMap((column) => [column, column + 1])))
    for (const [top, bottom] of apart(columns.get(x - 1) ?? [], columns.get(x) ?? []))
      yield [
        [x, top],
        [x, bottom],
      ]
}

/** Where one column belongs to the object and the other does not: from each end of a run to the next of either. */
function apart(left: readonly number[], right: readonly number[]): [number, number][] {
  const ends = [...left, ...right].sort((a, b) => a - b)
  const pairs: [number, number][] = []
  for (let i = 0; i + 1 < ends.length; i += 2) {
    const [from = 0, to = 0] = ends.slice(i, i + 2)
    if (from < to) pairs.push([from, to])
  }
  return pairs
}

/** Pixels of a picture of the mask's hull, one byte each: 0 outside, 1 inside, 2 on the edge. */
export type Pixels = {
  readonly width: number
  readonly height: number
  readonly step: number
  readonly data: Uint8Array
}

/** Larger pictures of masks are made coarser: every `step`-th pixel stands for its neighbours. */
const MOST_PIXELS = 4_000_000

export function pixelsOf(mask: Mask, hull: Box): Pixels {
  const step = Math.max(1, Math.ceil(Math.sqrt((hull[2] * hull[3]) / MOST_PIXELS)))
  const width = Math.ceil(hull[2] / step)
  const height = Math.ceil(hull[3] / step)
  const data = new Uint8Array(width * height)
  for (const { column, top, bottom } of runs(mask)) {
    if ((column - hull[0]) % step !== 0) continue
    const x = (column - hull[0]) / step
    const stop = Math.ceil((bottom - hull[1]) / step)
    for (let y = Math.ceil((top - hull[1]) / step); y < stop; y++) data[y * width + x] = 1
  }
  return { width, height, step, data: edged(data, width, height) }
}

/** The same with the pixels at the edge of the object marked. */
function edged(data: Uint8Array, width: number, height: number): Uint8Array {
  const marked = data.slice()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (!data[i]) continue
      const all = x > 0 && y > 0 && x < width - 1 && y < height - 1
      if (!all || !data[i - 1] || !data[i + 1] || !data[i - width] || !data[i + width]) marked[i] = 2
    }
  return marked
}
