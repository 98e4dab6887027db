/** The queue as the address asks for it: the API's own names, the most urgent of what nobody has judged by default. */

import type { paths } from '../../api/schema'
import type { Search } from '../../app/search'

type Query = NonNullable<paths['/v1/projects/{project_id}/quality/images']['get']['parameters']['query']>

export const IMAGES = '/v1/projects/{project_id}/quality/images'

/** What `status` says in the address for images of every status; the API has no word for it. */
export const ANY = 'any'
export const STATUSES = ['unreviewed', ANY, 'approved', 'rejected', 'corrected', 'mixed'] as const
/** Filters that are shown as chips, since they have no control here. */
const CHIPS = ['flag', 'annotator', 'class', 'min_score', 'max_score', 'series', 'first', 'last'] as const
const NAMES = [...CHIPS, 'q'] as const

export const statusOf = (search: Search): string => search['status'] ?? 'unreviewed'

/** What is asked of the API; it refuses a value that it does not know. */
export function queryOf(search: Search): Query {
  const kept = NAMES.flatMap((name) => (search[name] ? [[name, search[name]] as const] : []))
  const status = statusOf(search)
  return {
    ...Object.fromEntries(kept),
    ...(status === ANY ? {} : { status }),
    sort: search['sort'] ?? 'priority',
  } as Query
}

/** The filters that narrow the queue beside its status. */
export const chipsOf = (search: Search): { name: (typeof CHIPS)[number]; value: string }[] =>
  CHIPS.flatMap((name) => (search[name] ? [{ name, value: search[name] }] : []))

/** The address without any filter. */
export const CLEARED: Record<string, undefined> = Object.fromEntries(
  [...NAMES, 'status', 'sort'].map((name) => [name, undefined]),
)
