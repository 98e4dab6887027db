import { api, type Schema } from '../../api/client'
import { useBenchmark, type Asked } from '../../api/quality'
import type { Search } from '../../app/search'

export type Audit = Schema<'Suggestions'>
export type Model = Audit['models'][number]
export type Person = Audit['annotators'][number]

/** The filters of the page, by the API's own names. */
export const FILTERS = ['since', 'until', 'model'] as const
export const auditQuery = (search: Search) => ({
  since: search['since'],
  until: search['until'],
  model: search['model'],
})

const MOST = 1000
const OUTLIERS = 12

export const useAudit = (project: string, search: Search): Asked<Audit> =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/suggestions', {
    params: { path: { project_id: project }, query: auditQuery(search) },
  }) as Asked<Audit>

/** Everybody of a kind, for names and for the choice of a model. */
export const useEverybody = (project: string, kind: 'person' | 'model') =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/annotators', {
    params: { path: { project_id: project }, query: { kind, limit: MOST } },
  })

/** Accuracy of everybody on the truth, models among them. */
export const useAccuracy = (project: string) => useBenchmark(project, {})

export const useOutliers = (project: string) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/images', {
    params: { path: { project_id: project }, query: { flag: 'suggestion_outlier', limit: OUTLIERS } },
  })
