/** Gives verdicts and takes them back: at once, without waiting, and back to the image when the server refuses. */

import { useQueryClient } from '@tanstack/react-query'
import { useReducer, useRef, useState } from 'react'

import { fetcher } from '../../api/client'
import { Problem } from '../../api/problem'
import { patched, refreshed, type Image } from './detail'
import { rowsOf, type Hits, type Verdict } from './hits'
import { latest, visitAfter, type Decision } from './visit'

/** What is said above the bar about the image that it belongs to. */
export type Notice = {
  readonly image: string
  readonly kind: 'failed' | 'revised' | 'undone' | 'kept'
  readonly decision: Decision
  readonly error: unknown
}

/** The server refused since an answer was revised meanwhile. */
const REVISED = 412

/** A name for one call, so that it is never carried out twice. Not `randomUUID`, which is there behind TLS alone. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

type Place = { project: string; reviewer: string; go: (image: string) => void }

export function useVerdicts({ project, reviewer, go }: Place) {
  const queries = useQueryClient()
  const [visit, step] = useReducer(visitAfter, [])
  const [notice, setNotice] = useState<Notice | null>(null)
  const counted = useRef(0)
  const sent = useRef(new Map<number, Promise<readonly string[] | null>>())

  async function send(decision: Decision, rows: ReturnType<typeof rowsOf>, revert: () => void) {
    const { id, image } = decision
    try {
      const { data } = await fetcher.POST('/v1/projects/{project_id}/reviews', {
        params: { path: { project_id: project }, header: { 'Idempotency-Key': newKey() } },
        body: { reviews: rows },
      })
      const reviews = data?.reviews.map(({ review_id }) => review_id) ?? []
      step({ type: 'stored', id, reviews })
      void refreshed(queries, project, image)
      return reviews
    } catch (error) {
      step({ type: 'gone', id })
      revert()
      const kind = error instanceof Problem && error.status === REVISED ? 'revised' : 'failed'
      setNotice({ image, kind, decision, error })
      go(image)
      void refreshed(queries, project, image)
      return null
    }
  }

  function give(image: Image, hits: Hits, verdict: Verdict, reason: string | null): void {
    const annotators = hits.answers.map(({ annotator_id }) => annotator_id)
    const id = (counted.current += 1)
    const decision: Decision = { id, image: image.image_id, verdict, reason, annotators, reviews: null }
    const revert = patched(queries, project, image.image_id, verdict, annotators)
    setNotice(null)
    step({ type: 'decided', decision })
    sent.current.set(id, send(decision, rowsOf(image.image_id, hits, { verdict, reason, reviewer }), revert))
  }

  async function takeBack(reviews: readonly string[]) {
    for (const review_id of reviews)
      await fetcher.DELETE('/v1/projects/{project_id}/reviews/{review_id}', {
        params: {
          path: { project_id: project, review_id },
          query: { reviewer_id: reviewer },
          header: { 'Idempotency-Key': newKey() },
        },
      })
  }

  async function undo(): Promise<void> {
    const decision = latest(visit)
    if (decision === null) return
    const { id, image } = decision
    step({ type: 'gone', id })
    go(image)
    const reviews = (await sent.current.get(id)) ?? null
    if (reviews === null) return // it was refused, and that is said already
    try {
      await takeBack(reviews)
      await refreshed(queries, project, image) // so that the next key hits all that was taken back
      setNotice({ image, kind: 'undone', decision, error: null })
    } catch (error) {
      step({ type: 'decided', decision: { ...decision, reviews } })
      setNotice({ image, kind: 'kept', decision, error })
      await refreshed(queries, project, image)
    }
  }

  return {
    visit,
    notice,
    give,
    undo,
    dismiss: () => {
      setNotice(null)
    },
  }
}
