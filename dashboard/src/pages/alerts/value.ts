import { DASH, fine, ratio, scoresApart, seconds, sharesApart } from '../../format/numbers'
import { words } from '../../words'
import type { Alert } from './folding'

type Pair = (value: number, bar: number) => [string, string]
const each =
  (text: (value: number) => string): Pair =>
  (value, bar) => [text(value), text(bar)]

/** How the figures of each rule are written. */
const WRITTEN: Readonly<Record<string, Pair>> = {
  class_imbalance: each((v) => words.alerts.ratio(ratio(v))),
  low_approval: sharesApart,
  suggestion_outlier: scoresApart,
  iaa_drift: scoresApart,
  class_drift: scoresApart,
  low_benchmark: sharesApart,
  rushed_labelling: each(seconds),
}

/** The figure of an alert and its threshold, as text. */
export function valueOf({ type, value, threshold }: Pick<Alert, 'type' | 'value' | 'threshold'>): [string, string] {
  const pair = WRITTEN[type] ?? each(fine)
  if (value === null) return [DASH, threshold === null ? DASH : pair(threshold, threshold)[1]]
  return threshold === null ? [pair(value, value)[0], DASH] : pair(value, threshold)
}
