import type { Worker } from '../../charts/time-quality'
import type { People } from '../../format/people'
import type { Row } from './asked'

/** What can stand against time. */
export const QUALITIES = ['mean_iou', 'benchmark_accuracy', 'approval_rate'] as const
export type Quality = (typeof QUALITIES)[number]

const WITH = {
  mean_iou: (r: Row) => ({ ci95: r.mean_iou_ci95, n: r.n_shared }),
  benchmark_accuracy: (r: Row) => ({ ci95: r.benchmark_accuracy_ci95, n: r.n_benchmark }),
  approval_rate: (r: Row) => ({ ci95: r.approval_ci95, n: r.n_reviewed }),
}

/** Those whose time and quality are known, as dots; of a window of days there is the mean time alone. */
export const workersOf = (rows: readonly Row[], quality: Quality, people: People): Worker[] =>
  rows.flatMap((r) => {
    const seconds = r.median_seconds_per_image ?? r.avg_seconds_per_image
    const value = r[quality]
    if (seconds === null || value === null) return []
    const id = r.annotator_id
    return [{ id, name: people.name(id), place: people.place(id), seconds, value, ...WITH[quality](r) }]
  })

/** The one in the address, where somebody has it; else the first that somebody has. */
export const qualityOf = (wanted: string | undefined, rows: readonly Row[]): Quality => {
  const there = QUALITIES.filter((q) => rows.some((r) => r[q] !== null))
  return there.find((q) => q === wanted) ?? there[0] ?? 'mean_iou'
}
