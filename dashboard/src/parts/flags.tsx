import type { Schema } from '../api/client'
import { words } from '../words'
import { Tags } from './tags'

type Flag = Schema<'ImageFlag'>
const RANK: Readonly<Record<string, number>> = { error: 0, warning: 1, info: 2 }
const rank = ({ severity }: Flag): number => RANK[severity] ?? 3

/** Reasons to look at an image, the worst first; equals as the API gives them. */
export const worstFirst = (flags: readonly Flag[]): Flag[] => flags.toSorted((a, b) => rank(a) - rank(b))

/** What a reason is called. */
export const reasonOf = (reason: string): string => words.settings.flags[reason] ?? reason

/** The worst reason to look at an image, and "+n". `said`: with its figures, as the server says it. */
export const Flags = ({ flags, said = false }: { flags: readonly Flag[]; said?: boolean }) => (
  <Tags plain={said} kinds={worstFirst(flags).map((f) => (said ? f.detail : reasonOf(f.reason)))} />
)
