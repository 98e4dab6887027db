/** The quality reports of a project, as the overview and the printed report ask for them. */

import type { UseQueryResult } from '@tanstack/react-query'

import { api } from './client'

/** Which part of the project: days, and a class. What is not given is not asked for. */
export type Part = { since?: string | undefined; class?: string | undefined }

type Options = { enabled?: boolean }

const path = (project: string) => ({ project_id: project })

export const useOverview = (project: string) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/overview', { params: { path: path(project) } })

/** True for the whole project: when agreement fell is followed over all of it alone. */
export const whole = (part: Part): boolean => part.since === undefined && part.class === undefined

/** Agreement with its weeks; of the whole project also when it fell, and what changed beside. */
export const useAgreement = (project: string, part: Part, options: Options = {}) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/agreement',
    { params: { path: path(project), query: { ...part, group_by: 'week', drift: whole(part), limit: 1 } } },
    options,
  )

/** The images that the mean IoU is over: those that all left empty have none. */
export const drawnOn = ({ n_images, n_empty }: Pick<Agreement, 'n_images' | 'n_empty'>): number => n_images - n_empty

/** What changed beside the labels, for a part of the project: an answer about all of it has them already. */
export const useMarkers = (project: string, options: Options = {}) =>
  api.useQuery('get', '/v1/projects/{project_id}/markers', { params: { path: path(project) } }, options)

/** Persons, lowest approval first. */
export const useAnnotators = (project: string, { since }: Part, options: Options = {}) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/annotators',
    { params: { path: path(project), query: { since, sort: 'approval_rate', limit: 100 } } },
    options,
  )

export const useBenchmark = (project: string, part: Pick<Part, 'class'>, options: Options = {}) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/benchmark',
    { params: { path: path(project), query: { class: part.class } } },
    options,
  )

/** The first of the open alerts, most severe first; of one type alone where it is given. */
export const useOpenAlerts = (project: string, limit: number, type?: string) =>
  api.useQuery('get', '/v1/projects/{project_id}/quality/alerts', {
    params: { path: path(project), query: { limit, ...(type === undefined ? {} : { type }) } },
  })

/** The first of the review queue. */
export const useNextImages = (project: string, limit: number, options: Options = {}) =>
  api.useQuery(
    'get',
    '/v1/projects/{project_id}/quality/images',
    { params: { path: path(project), query: { status: 'unreviewed', limit } } },
    options,
  )

type Answered<Hook extends (...args: never[]) => { data: unknown }> = NonNullable<ReturnType<Hook>['data']>

export type Overview = Answered<typeof useOverview>
export type Agreement = Answered<typeof useAgreement>
export type Annotators = Answered<typeof useAnnotators>
export type Benchmark = Answered<typeof useBenchmark>
export type Alert = Answered<typeof useOpenAlerts>['alerts'][number]
export type ImageRow = Answered<typeof useNextImages>['images'][number]

/** An answer on its way, as the cards of a page are given it. */
export type Asked<Answer> = UseQueryResult<Answer, unknown>
