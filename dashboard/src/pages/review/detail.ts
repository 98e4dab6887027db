/** An image with all that was said of it: fetched ahead, patched when a verdict arrives, asked for anew when it moved. */

import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { api, type Schema } from '../../api/client'
import { useEvent } from '../../api/live'
import { pictureAddress } from '../../viewer/address'
import { revised, type Verdict } from './hits'

export type Image = Schema<'ImageAnswer'>

const IMAGE = '/v1/projects/{project_id}/images/{image_id}'

const optionsOf = (project: string, image: string) =>
  api.queryOptions('get', IMAGE, { params: { path: { project_id: project, image_id: image } } })

/** The image; never the one before it, since a verdict is on what is shown. */
export function useDetail(project: string, image: string | null) {
  const query = api.useQuery(
    'get',
    IMAGE,
    { params: { path: { project_id: project, image_id: image ?? '' } } },
    { enabled: image !== null, placeholderData: undefined },
  )
  // the client's own type forgets that a box has four numbers
  return { ...query, data: query.data?.image_id === image ? (query.data as Image) : undefined }
}

/** Fetches what comes next, details and pictures. */
export function useAhead(project: string, ahead: readonly string[]): void {
  const queries = useQueryClient()
  const wanted = JSON.stringify(ahead)
  useEffect(() => {
    for (const image of JSON.parse(wanted) as string[]) {
      void queries.prefetchQuery(optionsOf(project, image))
      new Image().src = pictureAddress(project, image)
    }
  }, [queries, project, wanted])
}

/** Asks for an image anew, and waits for it. */
export const refreshed = (queries: QueryClient, project: string, image: string): Promise<void> =>
  queries.invalidateQueries({ queryKey: optionsOf(project, image).queryKey })

/** Shows a verdict before the server tells of it; gives back what undoes that. */
export function patched(
  queries: QueryClient,
  project: string,
  image: string,
  verdict: Verdict,
  annotators: readonly string[],
): () => void {
  const { queryKey } = optionsOf(project, image)
  const before = queries.getQueryData<Image>(queryKey)
  if (before)
    queries.setQueryData<Image>(queryKey, {
      ...before,
      annotations: before.annotations.map((answer) =>
        annotators.includes(answer.annotator_id) ? { ...answer, verdict } : answer,
      ),
    })
  return () => {
    if (before) queries.setQueryData<Image>(queryKey, before)
  }
}

/** The image with a verdict that somebody gave meanwhile. */
export function withVerdict(image: Image, given: Schema<'VerdictGiven'>): Image {
  const review = {
    review_id: given.review_id,
    verdict: given.verdict,
    revision: given.revision,
    reviewer_id: given.reviewer_id,
    reason: null,
    at: given.at,
    corrected_to: null,
    undone_at: null,
    undone_by: null,
    sampled: false,
  }
  return {
    ...image,
    annotations: image.annotations.map((answer) =>
      answer.annotator_id === given.annotator_id &&
      answer.revision === given.revision &&
      !answer.reviews.some(({ review_id }) => review_id === given.review_id)
        ? { ...answer, verdict: given.verdict, reviews: [...answer.reviews, review] }
        : answer,
    ),
  }
}

/** Keeps what is held of images true: others' verdicts show at once, and what is fetched ahead is asked for anew. */
export function useMeanwhile(project: string, image: string | null): void {
  const queries = useQueryClient()
  useEvent('review', (given) => {
    const { queryKey } = optionsOf(project, given.image_id)
    queries.setQueryData<Image>(queryKey, (held) => held && withVerdict(held, given))
    if (given.image_id === image) void queries.invalidateQueries({ queryKey })
  })
  useEvent('state', () => {
    // what happened between the question and the stream, or while the stream was broken
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === IMAGE })
  })
  useEvent('revision', () => {
    // what is on the screen stays as it is: a verdict on it is refused if it is old, and nothing moves under the eyes
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === IMAGE, refetchType: 'none' })
  })
}

type Seen = ReadonlyMap<string, ReadonlyMap<string, number | null>>

const revisionsOf = (image: Image) => new Map(image.annotations.map((answer) => [answer.annotator_id, answer.revision]))

/** Who has changed their answer since this image was first shown, and a way to say that it was looked at. */
export function useRevised(image: Image | undefined): [ReadonlySet<string>, (image: Image) => void] {
  const [seen, see] = useState<Seen>(new Map())
  const before = image && seen.get(image.image_id)
  const look = (at: Image) => {
    see((all) => new Map([...all, [at.image_id, revisionsOf(at)]]))
  }
  if (image && !before) look(image)
  return [image && before ? revised(image.annotations, before) : new Set<string>(), look]
}
