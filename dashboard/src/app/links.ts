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

/** Steps of a path that browsers and routers resolve or drop: none, one dot, two dots; and what `safe` makes of them. */
const RESOLVED = /^~*\.{0,2}$/

/** A step that stands in an address as it is: `..` becomes `~..`, and `~..` becomes `~~..`, so that `known` tells them. */
const safe = (step: string): string => (RESOLVED.test(step) ? `~${step}` : step)
const known = (step: string): string => (RESOLVED.test(step) ? step.slice(1) : step)
const each = (id: string, change: (step: string) => string): string =>
  id === '' ? '' : id.split('/').map(change).join('/')

/** The id of an image as the address of the review screen holds it. */
export const splatOf = (image: string): string => each(image, safe)

/** The id of the image in the address of the review screen. */
export const imageIn = (splat: string): string => each(splat, known)

/** The id of the annotator in the address of a page. */
export const annotatorIn = known

/** One image in the review screen. */
export const toReview = (project: string, image: string, filters: Search = {}): LinkProps => ({
  to: '/p/$project/review/$',
  params: { project, _splat: splatOf(image) },
  search: filters,
})

/** One annotator's page. */
export const toAnnotator = (project: string, annotator: string): LinkProps => ({
  to: '/p/$project/annotators/$annotator',
  params: { project, annotator: safe(annotator) },
})
