import type { Labels } from './asked'

export type Coefficient = {
  id:
    | 'percent_agreement'
    | 'kappa'
    | 'ac1'
    | 'alpha'
    | 'fleiss'
    | 'weighted_kappa'
    | 'ordinal_alpha'
    | 'mean_pairwise_kappa'
  value: number | null
  ci95: readonly number[] | null
}

/** The three that stand side by side, and those beside them that could be measured and are not the headline again. */
export function coefficientsOf(labels: Labels): Coefficient[] {
  const more: Coefficient[] = [
    { id: 'alpha', value: labels.alpha, ci95: labels.alpha_ci95 },
    { id: 'fleiss', value: labels.fleiss, ci95: labels.fleiss_ci95 },
    { id: 'weighted_kappa', value: labels.weighted_kappa, ci95: labels.weighted_kappa_ci95 },
    { id: 'ordinal_alpha', value: labels.ordinal_alpha, ci95: labels.ordinal_alpha_ci95 },
    { id: 'mean_pairwise_kappa', value: labels.mean_pairwise_kappa, ci95: null },
  ]
  return [
    { id: 'percent_agreement', value: labels.percent_agreement, ci95: labels.percent_agreement_ci95 },
    { id: 'kappa', value: labels.kappa, ci95: labels.kappa_ci95 },
    { id: 'ac1', value: labels.ac1, ci95: labels.ac1_ci95 },
    ...more.filter((c) => c.value !== null && c.value !== labels.kappa),
  ]
}
