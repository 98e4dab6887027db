/** The images of a project by the page: asked for as they are scrolled to, and never more than some pages kept. */

import { useInfiniteQuery } from '@tanstack/react-query'

import { fetcher } from './client'
import type { paths } from './schema'

type Get = paths['/v1/projects/{project_id}/quality/images']['get']

/** What the list may be asked for, but for the page. */
export type ImageQuery = Omit<NonNullable<Get['parameters']['query']>, 'limit' | 'cursor'>
export type ImagesAnswer = Get['responses'][200]['content']['application/json']
export type ImageRow = ImagesAnswer['images'][number]

/** Rows of a page. */
export const PAGE = 100
/** Pages that are kept: those that were scrolled away from are asked for again. */
const KEPT = 10

/** A page's place in the list. It knows the one before, since the server names the next one alone. */
type Place = { index: number; cursor: string | undefined; before: Place | null }

const FIRST: Place = { index: 0, cursor: undefined, before: null }

/** The pages held of the images that this query finds. */
export const useImagePages = (project: string, query: ImageQuery) =>
  useInfiniteQuery({
    queryKey: ['images', project, query],
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await fetcher.GET('/v1/projects/{project_id}/quality/images', {
        params: { path: { project_id: project }, query: { ...query, limit: PAGE, cursor: pageParam.cursor } },
        signal,
      })
      return data as ImagesAnswer
    },
    initialPageParam: FIRST,
    getNextPageParam: ({ next }, _, place): Place | undefined =>
      next === null ? undefined : { index: place.index + 1, cursor: next, before: place },
    getPreviousPageParam: (_, __, place): Place | undefined => place.before ?? undefined,
    maxPages: KEPT,
    structuralSharing: false, // a place reaches back to the first page: comparing it would walk all of them
    refetchOnWindowFocus: false, // it would ask for every page that is kept
  })

type Pages = ReturnType<typeof useImagePages>

/** The pages as one list. Rows before and after those that are held are known to be there, and not what they are. */
export type Listing = {
  /** All that match; null above 10,000. */
  count: number | null
  /** Rows from the first of the list to the last that was ever held, and `more` when others follow. */
  length: number
  /** Rows of it that are held now. */
  held: number
  more: boolean
  row: (index: number) => ImageRow | undefined
  /** Asks for what is missing between these rows, or near them. */
  reach: (first: number, last: number) => void
}

/** So many rows before the end of what is held the next page is asked for. */
const AHEAD = 50

export function listingOf({ data, ...pages }: Pages): Listing {
  const held = data?.pages ?? []
  const start = ((data?.pageParams[0] as Place | undefined)?.index ?? 0) * PAGE
  const rows = held.reduce((sum, page) => sum + page.images.length, 0)
  const length = start + rows
  return {
    held: rows,
    count: held.at(-1)?.count ?? null,
    length,
    more: pages.hasNextPage,
    row: (index) => held[Math.floor((index - start) / PAGE)]?.images[(index - start) % PAGE],
    reach: (first, last) => {
      if (pages.isFetching || pages.isPlaceholderData || pages.isError) return
      if (first < start && pages.hasPreviousPage) void pages.fetchPreviousPage()
      else if (last > length - AHEAD && pages.hasNextPage) void pages.fetchNextPage()
    },
  }
}
