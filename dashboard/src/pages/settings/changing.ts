import { useQueryClient } from '@tanstack/react-query'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'

/** Changes settings of the project, and asks anew for all that is shown. */
export function useChange() {
  const project_id = useProjectId()
  const queries = useQueryClient()
  return async (body: Schema<'ProjectChange'>): Promise<void> => {
    await fetcher.PATCH('/v1/projects/{project_id}', { params: { path: { project_id } }, body })
    await queries.invalidateQueries({ type: 'active' })
  }
}
