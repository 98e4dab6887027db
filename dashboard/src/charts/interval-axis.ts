import type { Bounds } from './point'

/** The ends of an axis that holds all these intervals and the bar, on full tenths. */
export function axisOf(rows: readonly { value: number | null; ci95: Bounds }[], bar: number): [number, number] {
  const held = rows.flatMap(({ value, ci95 }) => (value === null ? [] : [ci95?.[0] ?? value, ci95?.[1] ?? value]))
  const low = Math.min(bar, ...held)
  return [Math.max(0, Math.floor((low - 0.02) * 10) / 10), 1]
}
