import type { Schema } from '../api/client'
import { words } from '../words'
import { Tags } from './tags'

type Flag = Schema<'ImageFlag'>
const SEVERITIES = ['error', 'warning', 'info']
const rank = ({ severity }: Flag): number => SEVERITIES.indexOf(severity)

/** Reasons to look at an image, the worst first. */
export const worstFirst = (flags: readonly Flag[]): Flag[] => [...flags].sort((a, b) => rank(a) - rank(b))

/** What a reason is called. */
export const reasonOf = (reason: string): string => words.settings.flags[reason] ?? reason

/** The worst reason to look at an image, and "+n". `said`: with its figures, as the server says it. */
export const Flags = ({ flags, said = false }: { flags: readonly Flag[]; said?: boolean }) => (
  <Tags plain={said} kinds={worstFirst(flags).map((f) => (said ? f.detail : reasonOf(f.reason)))} />
)
