/** The persons of a project: their names, and the places that give colour and digit. */

import { peopleOf, type People } from '../format/people'
import { api } from './client'

/** As many as one answer holds. */
export const MOST_PEOPLE = 1000

/** Every person with all figures, of the days that are asked for. */
export const usePersons = (project: string, days: { since?: string | undefined; until?: string | undefined } = {}) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/annotators', {
    params: { path: { project_id: project }, query: { ...days, limit: MOST_PEOPLE } },
  })

/** Names and places alone. Until they are known everybody goes by the id. */
export const usePeople = (project: string): People & { ids: readonly string[] } => {
  const { data } = usePersons(project)
  const rows = data?.annotators ?? []
  return { ...peopleOf(rows), ids: rows.map((r) => r.annotator_id) }
}
