import { api } from '../../api/client'
import type { Agreement } from '../../api/quality'
import type { Search } from '../../app/search'

const PATH = '/v1/projects/{project_id}/quality/agreement'

/** What the page can be restricted to, as the API calls it. */
export const FILTERS = ['class', 'annotator', 'since', 'until', 'min_annotators', 'iou_threshold'] as const

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))

/** The images that the figures are over. */
const imagesOf = (filters: Search) => ({
  class: filters['class'],
  annotator: filters['annotator'],
  since: filters['since'],
  until: filters['until'],
  min_annotators: number(filters['min_annotators']),
})

/** The same, and from which IoU on objects count as the same. */
const figuresOf = (filters: Search) => ({ ...imagesOf(filters), iou_threshold: number(filters['iou_threshold']) })

/** Whether a fall of agreement can be followed: it is over the whole project. */
export const wholeProject = (filters: Search): boolean =>
  (['class', 'annotator', 'since', 'until'] as const).every((name) => filters[name] === undefined)

/** Every figure, the pairs, the weeks, the distribution, and when agreement fell. */
export const useFigures = (project: string, filters: Search) =>
  api.useQuery('get', PATH, {
    params: {
      path: { project_id: project },
      query: { ...figuresOf(filters), group_by: 'week', histogram: true, drift: wholeProject(filters), limit: 1 },
    },
  })

export type Breakdown = 'class' | 'size'

/** The same figures by class or by size. */
export const useBreakdown = (project: string, filters: Search, by: Breakdown) =>
  api.useQuery('get', PATH, {
    params: { path: { project_id: project }, query: { ...figuresOf(filters), group_by: by, limit: 1 } },
  })

const ORDERS = ['iou', '-iou', 'image_id'] as const
export type Order = (typeof ORDERS)[number]

/** The order of the images, by the address; the worst first when it says none. */
export const orderOf = (filters: Search): Order => ORDERS.find((order) => order === filters['sort']) ?? 'iou'

/** Images with their agreement, page by page. */
export const useImages = (project: string, filters: Search) =>
  api.useInfiniteQuery(
    'get',
    PATH,
    {
      params: {
        path: { project_id: project },
        query: { ...imagesOf(filters), sort: orderOf(filters), limit: 25 },
      },
    },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )

/** Answers as they come: intervals are lists of two. */
export type Figures = Agreement
export type Labels = Agreement['labels']
export type Group = NonNullable<Agreement['groups']>[number]
