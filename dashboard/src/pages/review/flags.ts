import type { Schema } from '../../api/client'
import { worstFirst } from '../../parts/flags'
import { words } from '../../words'

/** Why an image is looked at, in words, the worst first; each once, however many people it is about. */
export const reasonsOf = (flags: readonly Schema<'ImageFlag'>[]): string[] => [
  ...new Set(worstFirst(flags).map(({ reason }) => words.review.reasons[reason] ?? reason)),
]
