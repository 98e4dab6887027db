import { useMemo } from 'react'

import { api } from '../../api/client'

/** How the annotators of a project are called; who has no name goes by the id. */
export function useNames(project: string): ReadonlyMap<string, string> {
  const { data } = api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/annotators',
    { params: { path: { project_id: project }, query: { limit: 1000 } } },
    { staleTime: Infinity },
  )
  return useMemo(
    () => new Map(data?.annotators.flatMap(({ annotator_id, name }) => (name === null ? [] : [[annotator_id, name]]))),
    [data],
  )
}
