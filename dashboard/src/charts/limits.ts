import { deviation, mean } from 'd3-array'

import { TOO_FEW_OF_A_PAIR } from './bars'
import type { Point } from './point'

/** Weeks that the limits are taken from; later ones are judged by them and do not move them. */
export const BASELINE = 18
/** Fewer weeks say too little about how far a week may stray. */
const LEAST = 6

export type Limits = { centre: number; low: number; high: number; weeks: number }

/** True for a point that may be judged: it has a value, over enough images. */
export const judged = (point: Point): boolean => point.value !== null && point.n >= TOO_FEW_OF_A_PAIR

/**
 * The centre and the 3-sigma limits of those of the first 18 points that may be judged.
 *
 * Null when there are not even six.
 */
export function limitsOf(points: readonly Point[]): Limits | null {
  const first = points
    .slice(0, BASELINE)
    .filter(judged)
    .flatMap((p) => (p.value === null ? [] : [p.value]))
  const centre = mean(first)
  const sigma = deviation(first)
  if (first.length < LEAST || centre === undefined || sigma === undefined) return null
  return { centre, low: centre - 3 * sigma, high: centre + 3 * sigma, weeks: first.length }
}

/** True for a point that may be judged and lies outside the limits. */
export const outside = (point: Point, limits: Limits | null): boolean =>
  limits !== null && point.value !== null && judged(point) && (point.value < limits.low || point.value > limits.high)
