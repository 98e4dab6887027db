/** What is said about an image: written, resolved, opened again. */

import { useMutation, useQueryClient } from '@tanstack/react-query'

import { fetcher, type Schema } from '../../api/client'
import { refreshed } from './detail'

export type Said = Schema<'CommentRow'>

/** Ways to write and to resolve; the thread is asked for anew after each. */
export function useComments(project: string, image: string, author: string) {
  const queries = useQueryClient()
  const path = { project_id: project }
  const onSuccess = () => refreshed(queries, project, image)
  const write = useMutation({
    mutationFn: (comment: Omit<Schema<'NewComment'>, 'image_id' | 'author_id'>) =>
      fetcher.POST('/v1/projects/{project_id}/comments', {
        params: { path },
        body: { ...comment, image_id: image, author_id: author },
      }),
    onSuccess,
  })
  const settle = useMutation({
    mutationFn: ({ comment_id, resolved_at }: Said) => {
      const params = { path: { ...path, comment_id } }
      return resolved_at === null
        ? fetcher.POST('/v1/projects/{project_id}/comments/{comment_id}/resolve', { params, body: { by: author } })
        : fetcher.DELETE('/v1/projects/{project_id}/comments/{comment_id}/resolve', { params })
    },
    onSuccess,
  })
  return { write, settle }
}

/** The thread as it is read, the oldest first. */
export const inOrder = (comments: readonly Said[]): Said[] => comments.toReversed()
