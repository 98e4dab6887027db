import { api } from '../../api/client'

/** One person's figures beside the team's, their errors with images, their alerts. */
export const useView = (project: string, annotator: string | undefined, enabled = true) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/me',
    { params: { path: { project_id: project }, query: { annotator } } },
    { enabled },
  )

/** Weeks beside the team's. */
export const useWeeks = (project: string, annotator: string | undefined) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/history', {
    params: { path: { project_id: project }, query: { annotator } },
  })

/** Images somebody answered, lowest score first. */
export const useWorst = (project: string, annotator: string | undefined) =>
  api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/quality/images',
    { params: { path: { project_id: project }, query: { annotator, sort: 'qa_score', limit: 15 } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )

/** Images on which somebody was judged, the latest change first. */
export const useDecided = (project: string, annotator: string) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/images', {
    params: {
      path: { project_id: project },
      query: { annotator, series: 'decided', sort: 'updated_at', limit: 50 },
    },
  })

/** The models of a project, for an id that is no person's. */
export const useModels = (project: string, enabled: boolean) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/annotators',
    { params: { path: { project_id: project }, query: { kind: 'model', limit: 1000 } } },
    { enabled },
  )

export type View = NonNullable<ReturnType<typeof useView>['data']>
export type Weeks = NonNullable<ReturnType<typeof useWeeks>['data']>
export type ImageRow = NonNullable<ReturnType<typeof useDecided>['data']>['images'][number]
