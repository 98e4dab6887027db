import type { Figures } from './asked'

export type Measure = 'iou' | 'kappa'

const any = (rows: readonly (readonly (number | null)[])[]): boolean => rows.some((row) => row.some((v) => v !== null))

/** What the pairs can be measured by: what they drew, and the labels they gave. */
export const measuresOf = (matrix: Pick<Figures['matrix'], 'iou' | 'kappa'>): Measure[] => [
  ...(any(matrix.iou) ? (['iou'] as const) : []),
  ...(any(matrix.kappa) ? (['kappa'] as const) : []),
]

/** Pairs that fit into half the page. */
const HALF = 10

/** How wide the pairs, and what stands beside them, are drawn. */
export const widthOf = (matrix: Pick<Figures['matrix'], 'annotators'>): string =>
  matrix.annotators.length > HALF ? 'span-12' : 'span-6'
