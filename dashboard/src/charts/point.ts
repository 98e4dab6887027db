import { date, monday } from '../format/dates'

/** A 95 % interval; null where there is none. */
export type Bounds = readonly number[] | null | undefined

/** A figure of one week or day. */
export type Point = {
  /** An ISO week such as 2026-W47, or a day such as 2026-11-16. */
  key: string
  value: number | null
  ci95?: Bounds
  n: number
}

/** Something that changed at a time: a guideline, a tool, a model; or the moment when agreement fell. */
export type Marker = { at: string; kind: string; text: string }

/** The day a point stands at, in milliseconds: a week stands at its Monday. */
export const at = (point: Pick<Point, 'key'>): number => Date.parse(monday(point.key))

/** The same in words: 16 Nov 2026. */
export const dayOf = (point: Pick<Point, 'key'>): string => date(monday(point.key))
