/** Addresses read like calls of the API: plain `name=value`, the names being the API's own. */

import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** What stands behind the `?`: texts by name. What was not asked for is not there. */
export type Search = Readonly<Record<string, string>>

export const parseSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text))

export function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(kept.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}

/** The filters of the address, and a way to change some of them; `undefined` takes one out. */
export function useFilters(): [
  Search,
  (change: Record<string, string | undefined>, options?: { replace?: boolean }) => void,
] {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = useCallback(
    (wanted: Record<string, string | undefined>, { replace = false } = {}) => {
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...wanted })) as never,
        replace,
        resetScroll: false,
      })
    },
    [navigate],
  )
  return [search, change]
}
