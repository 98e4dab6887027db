/** Addresses read like calls of the API: plain `name=value`, the names being the API's own. */

import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** What stands behind the `?`: texts by name. What was not asked for is not there. */
export type Search = Readonly<Record<string, string>>

/** Between the values of a name that the address gives several times, as the API has it; no name holds it. */
const UNIT = '\u001f'

/** The values of a filter that may be given several times. */
export const manyOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(UNIT)

/** Several values as one filter. */
export const asOne = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.join(UNIT)

export function parseSearch(text: string): Search {
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found.get(name)
    found.set(name, before === undefined ? value : before + UNIT + value)
  }
  return Object.fromEntries(found)
}

export function stringifySearch(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const pairs = kept.flatMap(([name, value]) => manyOf(String(value)).map((one) => [name, one]))
  const text = new URLSearchParams(pairs).toString()
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
