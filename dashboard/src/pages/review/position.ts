/** Where an image stands in the queue, and what comes before and after it. */

export type Position = {
  /** Counted from 0; null for an image that is not in the queue, or not among its rows so far. */
  readonly index: number | null
  readonly previous: string | null
  /** Null behind the last row. */
  readonly next: string | null
  /** What to fetch ahead. */
  readonly ahead: readonly string[]
}

/** Images fetched before they are asked for. */
const AHEAD = 3

/** The place of an image among the ids of the queue; from an image beside the queue one goes on to its first. */
export function positionOf(ids: readonly string[], current: string | null): Position {
  const index = current === null ? -1 : ids.indexOf(current)
  return {
    index: index < 0 ? null : index,
    previous: index > 0 ? (ids[index - 1] ?? null) : null,
    next: ids[index + 1] ?? null,
    ahead: ids.slice(index + 1, index + 1 + AHEAD),
  }
}

/** Rows left behind the current one at which the next page is asked for. */
const RUNNING_LOW = 20

export const runsLow = (rows: number, { index }: Position): boolean => rows - (index ?? 0) < RUNNING_LOW
