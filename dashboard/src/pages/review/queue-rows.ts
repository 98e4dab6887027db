import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

import { fetcher, type Schema } from '../../api/client'
import type { Search } from '../../app/search'
import { IMAGES, queryOf } from './filters'

/** Rows fetched at a time. */
const PAGE = 100

/** The queue as it was when the visit began: what is judged stays in its place, so that one can go back to it. */
export function useQueueRows(project: string, search: Search) {
  const queries = useQueryClient()
  const asked = queryOf(search)
  const key = ['review queue', project, asked]
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }): Promise<Schema<'Images'>> => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam }
      const answer = await fetcher.GET(IMAGES, {
        params: { path: { project_id: project }, query: { ...asked, limit: PAGE, ...cursor } },
        signal,
      })
      return answer.data as Schema<'Images'>
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const { data, isPlaceholderData } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.images) ?? [], [data])
  return {
    query,
    rows,
    /** False while the rows are those of other filters. */
    current: data !== undefined && !isPlaceholderData,
    /** All rows; null where the server counts no further. */
    count: data?.pages[0]?.count ?? null,
    /** Begins anew with what waits now. */
    renew: () => queries.resetQueries({ queryKey: key }),
  }
}

export type QueueRows = ReturnType<typeof useQueueRows>
