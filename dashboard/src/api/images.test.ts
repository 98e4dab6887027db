import { expect, test, vi } from 'vitest'

import { listingOf, PAGE, type useImagePages } from './images'

const page = (from: number, n: number) => ({
  images: Array.from({ length: n }, (_, k) => ({ image_id: String(from + k) })),
  count: 350,
  next: null,
})

const held = (over: object) => {
  const fetchNextPage = vi.fn()
  const fetchPreviousPage = vi.fn()
  const pages = {
    data: { pages: [page(100, PAGE), page(200, PAGE)], pageParams: [{ index: 1 }, { index: 2 }] },
    hasNextPage: true,
    hasPreviousPage: true,
    isFetching: false,
    isPlaceholderData: false,
    isError: false,
    fetchNextPage,
    fetchPreviousPage,
    ...over,
  } as unknown as ReturnType<typeof useImagePages>
  return { listing: listingOf(pages), fetchNextPage, fetchPreviousPage }
}

test('rows keep their place when the pages before them are no longer held', () => {
  const { listing } = held({})
  expect(listing.length).toBe(300)
  expect(listing.held).toBe(200)
  expect(listing.row(99)).toBeUndefined()
  expect(listing.row(100)?.image_id).toBe('100')
  expect(listing.row(299)?.image_id).toBe('299')
  expect(listing.row(300)).toBeUndefined()
})

test('what is missing is asked for, before or after, and once at a time', () => {
  const above = held({})
  above.listing.reach(90, 110)
  expect(above.fetchPreviousPage).toHaveBeenCalledOnce()
  const below = held({})
  below.listing.reach(240, 260)
  expect(below.fetchNextPage).toHaveBeenCalledOnce()
  const busy = held({ isFetching: true })
  busy.listing.reach(240, 260)
  expect(busy.fetchNextPage).not.toHaveBeenCalled()
})
