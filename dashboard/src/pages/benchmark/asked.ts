import { api } from '../../api/client'
import type { Benchmark } from '../../api/quality'
import type { Search } from '../../app/search'

export type Profile = 'labelqa' | 'cvat'
export const FILTERS = ['profile', 'iou_threshold', 'class'] as const

/** By whose definitions. */
export const profileOf = (filters: Search): Profile => (filters['profile'] === 'cvat' ? 'cvat' : 'labelqa')

/** Everybody against the truth. The definitions of CVAT are for all classes together. */
export const useTruth = (project: string, filters: Search) => {
  const profile = profileOf(filters)
  const threshold = filters['iou_threshold']
  return api.useQuery('get', '/v1/projects/{project_id}/quality/benchmark', {
    params: {
      path: { project_id: project },
      query: {
        profile,
        iou_threshold: threshold === undefined ? undefined : Number(threshold),
        class: profile === 'cvat' ? undefined : filters['class'],
      },
    },
  })
}

export type Row = Benchmark['annotators'][number]
export type Team = Benchmark['team']
export type { Benchmark }
