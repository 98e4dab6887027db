import { useState } from 'react'

import { Problem } from '../api/problem'
import { words } from '../words'
import { sentenceOf } from './failed'
import './submission.css'

/** A write on its way: whether the server is still deciding, and what it refused, field by field. */
export type Submission = {
  busy: boolean
  /** What failed; null when nothing did. */
  error: unknown
  /** What is wrong with this field, by its JSON pointer, or with something in it. */
  at: (pointer: string) => string | undefined
  /** Sends; true when the server took it. */
  send: (act: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
}

/** What the server said of this field, or of something in it. */
export function saidOf(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof Problem)) return undefined
  const found = error.errors.filter((e) => e.pointer === pointer || e.pointer?.startsWith(`${pointer}/`))
  return found.length === 0 ? undefined : found.map((e) => e.detail).join('; ')
}

/** The state of one form. The server decides what is right: nothing is checked twice. */
export function useSubmission(): Submission {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await act()
      return true
    } catch (caught) {
      setError(caught)
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    error,
    at: (pointer) => saidOf(error, pointer),
    send,
    clear: () => {
      setError(null)
    },
  }
}

/** What was refused and stands at none of these fields; of what does, that it is marked there. */
export function Refused({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  if (error === null || error === undefined) return null
  const problem = error instanceof Problem ? error : null
  const marked = problem !== null && fields.some((field) => saidOf(error, field) !== undefined)
  return (
    <p className="refused" role="alert">
      {marked ? words.states.refusedAt : sentenceOf(error)}
      {problem?.requestId && !marked && problem.status >= 500 && (
        <span className="small">
          {' '}
          {words.states.request} <code>{problem.requestId}</code>
        </span>
      )}
    </p>
  )
}
