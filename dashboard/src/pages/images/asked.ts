/** What the address asks for: the API's own filters, and how the page shows what they find. */

import type { ImageQuery } from '../../api/images'
import type { Search } from '../../app/search'

/** Filters of the list, in the order of their chips. */
export const FILTERS = [
  'q',
  'status',
  'flag',
  'annotator',
  'class',
  'min_score',
  'max_score',
  'series',
  'first',
  'last',
] as const
export type Filter = (typeof FILTERS)[number]

export const STATUSES = ['unreviewed', 'approved', 'rejected', 'corrected', 'mixed', 'unlabelled'] as const
export const FLAGS = [
  'low_agreement',
  'suggestion_outlier',
  'truth_mismatch',
  'label_disagreement',
  'conflicting_verdicts',
  'likely_missed',
  'likely_spurious',
  'likely_misplaced',
  'likely_wrong_class',
  'rushed',
  'annotator_record',
  'escalated',
] as const
export const SORTS = ['priority', 'qa_score', '-qa_score', 'updated_at'] as const
export type Sort = (typeof SORTS)[number]

/** The order that the address asks for; the queue's when it asks for none. */
export const sortOf = (search: Search): Sort => SORTS.find((s) => s === search['sort']) ?? 'priority'

/** The filters that are set. */
export const setOf = (search: Search): Filter[] => FILTERS.filter((name) => search[name] !== undefined)

const kept = (search: Search, names: readonly string[]): Search =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** The query of the list. A filter that makes no sense goes as it is: the server says what is wrong with it. */
export const askedOf = (search: Search): ImageQuery => kept(search, [...FILTERS, 'sort']) as ImageQuery

/** The same filters for the review screen, which walks the same list. */
export const queueOf = (search: Search): Search => kept(search, [...FILTERS, 'sort'])

const VERDICTS = ['approved', 'rejected', 'corrected', 'unreviewed']

/** What of the filters an export knows: its verdicts are those of annotations, not of images. */
export function exportOf(search: Search): Search {
  const status = search['status'] ?? ''
  return { ...kept(search, ['flag', 'annotator', 'class']), ...(VERDICTS.includes(status) ? { verdict: status } : {}) }
}

/** Filters that are set and that an export does not know. */
export const notExported = (search: Search): Filter[] => {
  const known = exportOf(search)
  return setOf(search).filter((name) => known[name === 'status' ? 'verdict' : name] === undefined)
}
