import type { Schema } from '../../api/client'
import { api } from '../../api/client'
import { MOST_PEOPLE } from '../../api/people'
import type { Search } from '../../app/search'

export type Kind = 'person' | 'model'

/** Persons, unless models are asked for. */
export const kindOf = (filters: Search): Kind => (filters['kind'] === 'model' ? 'model' : 'person')

/** Everybody of this kind with all figures, up to a thousand an answer. */
export const useRows = (project: string, filters: Search) =>
  api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/quality/annotators',
    {
      params: {
        path: { project_id: project },
        query: { kind: kindOf(filters), since: filters['since'], until: filters['until'], limit: MOST_PEOPLE },
      },
    },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )

type Read = NonNullable<ReturnType<typeof useRows>['data']>['pages'][number]
/** One annotator as the answer has it. */
export type Row = Read['annotators'][number]
export type Settings = Schema<'ProjectAnswer'>
