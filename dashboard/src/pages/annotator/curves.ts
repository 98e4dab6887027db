import type { Point } from '../../charts/point'
import { score, seconds, share } from '../../format/numbers'
import type { Weeks } from './asked'

type Week = Weeks['weeks'][number]
type Curve = {
  of: (week: Week) => Point
  text: (value: number) => string
  most: number
}

/** What the curve can be of. */
export const CURVES = {
  benchmark_accuracy: {
    of: (w) => ({ key: w.week, value: w.benchmark_accuracy, ci95: w.benchmark_accuracy_ci95, n: w.n_benchmark }),
    text: share,
    most: 1,
  },
  mean_iou: {
    of: (w) => ({ key: w.week, value: w.mean_iou, ci95: w.mean_iou_ci95, n: w.n_shared }),
    text: score,
    most: 1,
  },
  label_agreement: {
    of: (w) => ({ key: w.week, value: w.label_agreement, ci95: w.label_agreement_ci95, n: w.n_rated }),
    text: share,
    most: 1,
  },
  approval_rate: {
    of: (w) => ({ key: w.week, value: w.approval_rate, ci95: w.approval_ci95, n: w.n_reviewed }),
    text: share,
    most: 1,
  },
  avg_seconds_per_image: {
    of: (w) => ({ key: w.week, value: w.avg_seconds_per_image, n: w.n_timed }),
    text: seconds,
    most: Infinity,
  },
} as const satisfies Record<string, Curve>

export type Name = keyof typeof CURVES
const NAMES = Object.keys(CURVES) as Name[]

/** Those that some week has. */
export const namesOf = (weeks: readonly Week[]): Name[] =>
  NAMES.filter((name) => weeks.some((w) => CURVES[name].of(w).value !== null))

/** The points of one of them. */
export const pointsOf = (weeks: readonly Week[] | null, name: Name): Point[] => (weeks ?? []).map(CURVES[name].of)
