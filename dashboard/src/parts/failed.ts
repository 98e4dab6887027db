import { OFFLINE, Problem } from '../api/problem'
import { words } from '../words'

/** What failed, in a few words: also where the server was not reached, and where whoever answered for it said nothing. */
export function titleOf(error: unknown): string {
  if (!(error instanceof Problem)) return words.states.broken
  if (error.status === OFFLINE) return words.states.offline
  return error.title || words.states.answered(String(error.status))
}

/** The same in a sentence, where the server gave one. */
export const sentenceOf = (error: unknown): string => (error instanceof Problem && error.detail) || titleOf(error)
