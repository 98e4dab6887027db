/** What was decided in this visit, the latest last. */

import type { Verdict } from './hits'

export type Decision = {
  /** Counted up within the visit. */
  readonly id: number
  readonly image: string
  readonly verdict: Verdict
  readonly reason: string | null
  readonly annotators: readonly string[]
  /** What the server calls the verdicts; null while they are on their way. */
  readonly reviews: readonly string[] | null
}

export type Visit = readonly Decision[]

export type Step =
  | { readonly type: 'decided'; readonly decision: Decision }
  | { readonly type: 'stored'; readonly id: number; readonly reviews: readonly string[] }
  /** It was refused, or taken back: it counts no more. */
  | { readonly type: 'gone'; readonly id: number }

export function visitAfter(visit: Visit, step: Step): Visit {
  switch (step.type) {
    case 'decided':
      return [...visit, step.decision]
    case 'stored':
      return visit.map((decision) => (decision.id === step.id ? { ...decision, reviews: step.reviews } : decision))
    case 'gone':
      return visit.filter((decision) => decision.id !== step.id)
  }
}

/** What Undo takes back. */
export const latest = (visit: Visit): Decision | null => visit.at(-1) ?? null

/** The latest decision on each image. */
export const byImage = (visit: Visit): Map<string, Decision> => new Map(visit.map((made) => [made.image, made]))

/** Images by what was decided on them last. */
export function tally(visit: Visit): Record<Verdict, number> {
  const counts = { approved: 0, rejected: 0, corrected: 0 }
  for (const { verdict } of byImage(visit).values()) counts[verdict] += 1
  return counts
}
