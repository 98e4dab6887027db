import type { Schema } from '../../api/client'
import { words } from '../../words'

const RANK: Readonly<Record<string, number>> = { error: 0, warning: 1, info: 2 }

/** The worst first; equals as the API gives them. */
export const worstFirst = (flags: readonly Schema<'ImageFlag'>[]): Schema<'ImageFlag'>[] =>
  flags.toSorted((a, b) => (RANK[a.severity] ?? 3) - (RANK[b.severity] ?? 3))

/** Why an image is looked at, in words, the worst first; each once, however many people it is about. */
export const reasonsOf = (flags: readonly Schema<'ImageFlag'>[]): string[] => [
  ...new Set(worstFirst(flags).map(({ reason }) => words.review.reasons[reason] ?? reason)),
]
