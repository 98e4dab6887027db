import type { Figures } from './asked'

/** What class names cost of the mean; `certain` when all of the interval lies above nothing. Null: not measured. */
export function gapOf(figures: Pick<Figures, 'class_gap' | 'class_gap_ci95'>) {
  if (figures.class_gap === null) return null
  const [low, high] = figures.class_gap_ci95 ?? []
  const ci95 = low === undefined || high === undefined ? null : ([low, high] as const)
  return { value: figures.class_gap, ci95, certain: ci95 !== null && ci95[0] > 0 }
}
