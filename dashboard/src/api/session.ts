/** Who is signed in, and what this key may do. The server decides; the page only avoids dead ends. */

import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api, fetcher } from './client'
import { Problem } from './problem'
import { signedIn } from './signing'

export type Scope = 'read' | 'ingest' | 'review' | 'admin' | 'self'

const current = () => api.queryOptions('get', '/v1/session')

/** The session of this browser; its error is a Problem with status 401 when there is none. */
export const useSession = () => useQuery({ ...current(), staleTime: 300_000, retry: false })

/** True when the key holds this scope; `admin` holds all. False while it is not known. */
export function useMay(scope: Scope): boolean {
  const { data } = useSession()
  return data !== undefined && (data.scopes.includes(scope) || data.scopes.includes('admin'))
}

/** The annotator whose own figures this key sees; null for every other key. */
export const useOwnAnnotator = (): string | null => useSession().data?.annotator ?? null

/** Exchanges a key, or the token of a one-time link, for a session. Throws Problem. */
export function useSignIn() {
  const queries = useQueryClient()
  return async (by: { key: string } | { token: string }): Promise<void> => {
    await fetcher.POST('/v1/session', { body: by })
    await queries.invalidateQueries({ queryKey: current().queryKey })
    signedIn()
  }
}

/** Ends the session, here and on the server, and forgets everything that was shown. */
export function useSignOut() {
  const queries = useQueryClient()
  return async (): Promise<void> => {
    await fetcher.DELETE('/v1/session').catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error // without a session one is signed out already
    })
    queries.clear()
  }
}
