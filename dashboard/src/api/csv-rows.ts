/** A report as CSV, page after page, as the server writes it. */

import { call } from './client'

const PAGE = 1000
/** Rows after which it ends. */
export const MOST_ROWS = 10_000

const nextOf = (response: Response): string | null =>
  /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null

/** All rows behind this address, up to 10,000, under one head. */
export async function csvOfServer(path: string): Promise<string> {
  const url = new URL(path, window.location.origin)
  url.searchParams.set('limit', String(PAGE))
  const parts: string[] = []
  let next: string | null = url.href
  while (next !== null && parts.length * PAGE < MOST_ROWS) {
    const response: Response = await call(
      new Request(new URL(next, window.location.origin), { headers: { Accept: 'text/csv' } }),
    )
    const text = await response.text()
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1)) // heads are plain names
    next = nextOf(response)
  }
  return parts.join('')
}
