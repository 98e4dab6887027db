/** What happens in a project while somebody looks at it: server-sent events, and a poll where they do not come. */

import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'

import { address, type Schema } from './client'
import { rested, type Rested } from './rested'

/** The kinds of events, and what each brings. `state` comes first and tells all; what was told before may be forgotten. */
export type Events = {
  state: Schema<'State'>
  revision: Schema<'Revision'>
  alerts: Schema<'OpenAlerts'>
  review: Schema<'VerdictGiven'>
  import: Schema<'Progress'>
  source: Schema<'SourceState'>
}
export type Kind = keyof Events
const KINDS: readonly Kind[] = ['state', 'revision', 'alerts', 'review', 'import', 'source']

type Listener = (kind: Kind, data: unknown) => void
type Live = {
  /** The project's revision as last heard, before the first event as it was loaded. */
  revision: number | null
  /** False while the stream is broken: the page polls then. */
  connected: boolean
  listen: (listener: Listener) => () => void
}

const Context = createContext<Live | null>(null)

/** How long to wait before a stream that was refused is asked for again, in ms; the browser itself gives up. */
const AGAIN = 5000

type Shown = {
  project: string
  /** The project's revision before anything was asked of it; null where that is not told. */
  loaded: number | null
  children: ReactNode
}

/** Holds the one stream of a project's pages open. */
export function LiveProject({ project, loaded, children }: Shown) {
  const queries = useQueryClient()
  const listeners = useRef(new Set<Listener>())
  const [revision, setRevision] = useState(loaded)
  const [connected, setConnected] = useState(true)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let timer = 0
    const stream = new EventSource(address('/v1/projects/{project_id}/events', { project_id: project }))
    stream.onopen = () => {
      setConnected(true)
    }
    stream.onerror = () => {
      setConnected(false)
      if (stream.readyState === EventSource.CLOSED)
        timer = window.setTimeout(() => {
          setTries((before) => before + 1) // such as after a session that ended, and a new one
        }, AGAIN)
    }
    for (const kind of KINDS)
      stream.addEventListener(kind, (event: MessageEvent<string>) => {
        const data: unknown = JSON.parse(event.data)
        if (kind === 'revision' || kind === 'state') {
          setRevision((data as Events['revision']).revision)
          void queries.invalidateQueries({ type: 'inactive', refetchType: 'none' }) // of pages that were left
        }
        for (const listener of listeners.current) listener(kind, data)
      })
    return () => {
      window.clearTimeout(timer)
      stream.close()
    }
  }, [project, queries, tries])
  const live = useMemo<Live>(
    () => ({
      revision,
      connected,
      listen: (listener) => {
        listeners.current.add(listener)
        return () => listeners.current.delete(listener)
      },
    }),
    [revision, connected],
  )
  return <Context.Provider value={live}>{children}</Context.Provider>
}

function useLive(): Live {
  const live = useContext(Context)
  if (live === null) throw new Error('there is no project around this component')
  return live
}

/** The project's revision as last heard. */
export const useRevision = (): number | null => useLive().revision

/** True while events come in. */
export const useConnected = (): boolean => useLive().connected

/** Calls `heard` for each event of this kind. */
export function useEvent<K extends Kind>(kind: K, heard: (data: Events[K]) => void): void {
  const { listen } = useLive()
  const latest = useRef(heard)
  useEffect(() => {
    latest.current = heard
  })
  useEffect(
    () =>
      listen((said, data) => {
        if (said === kind) latest.current(data as Events[K])
      }),
    [kind, listen],
  )
}

/** Asks anew for all that is shown of the project as it changes: for pages that nobody scrolls through. */
export function useSilentRefresh(): void {
  const queries = useQueryClient()
  const refresh = useRef<Rested | null>(null)
  useEffect(() => {
    const made = rested(() => queries.invalidateQueries({ type: 'active' }))
    refresh.current = made
    return made.stop
  }, [queries])
  const { connected, revision: known } = useLive()
  const seen = useRef(known)
  const missed = useRef(false)
  useEffect(() => {
    if (!connected) missed.current = true
  }, [connected])
  const look = ({ revision }: { revision: number }) => {
    if (revision !== seen.current || missed.current) refresh.current?.run()
    seen.current = revision
    missed.current = false
  }
  useEvent('state', look) // first of all, and after a stream was broken
  useEvent('revision', look)
}

/** Whether labels came in since the page was last asked for, and the way to ask anew: for pages with scroll. */
export function useStale(): [boolean, () => void] {
  const queries = useQueryClient()
  const revision = useRevision()
  const [seen, setSeen] = useState(revision)
  const known = seen ?? revision
  if (seen === null && revision !== null) setSeen(revision)
  const refresh = () => {
    setSeen(revision)
    void queries.invalidateQueries({ type: 'active' })
  }
  return [known !== null && revision !== null && revision > known, refresh]
}
