/** Addresses of this project's pages, for everything that leads to the images behind a figure. */

import type { LinkProps } from '@tanstack/react-router'

import { parseSearch, type Search } from './search'

/** The list of images, by the API's own filters. */
export const toImages = (project: string, filters: Search = {}): LinkProps => ({
  to: '/p/$project/images',
  params: { project },
  search: filters,
})

const PAGING = new Set(['cursor', 'limit'])

/** The filters in an address that the API gave, such as that of an alert's images; a page of ours has its own pages. */
export function filtersOf(address: string): Search {
  const start = address.indexOf('?')
  const all = Object.entries(parseSearch(start < 0 ? '' : address.slice(start)))
  return Object.fromEntries(all.filter(([name]) => !PAGING.has(name)))
}

/** One image in the review screen. */
export const toReview = (project: string, image: string, filters: Search = {}): LinkProps => ({
  to: '/p/$project/review/$',
  params: { project, _splat: image },
  search: filters,
})

/** One annotator's page. */
export const toAnnotator = (project: string, annotator: string): LinkProps => ({
  to: '/p/$project/annotators/$annotator',
  params: { project, annotator },
})
