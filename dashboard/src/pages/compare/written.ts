import {
  count,
  countChange,
  oneDigit,
  ratioChange,
  score,
  scoreChange,
  seconds,
  secondsChange,
  share,
  shareChange,
  type Maybe,
} from '../../format/numbers'

type Text = (value: Maybe<number>) => string
type Written = { value: Text; change: Text }

const SCORE: Written = { value: score, change: scoreChange }
const SHARE: Written = { value: share, change: shareChange }
const COUNT: Written = { value: count, change: countChange }
const TIME: Written = { value: seconds, change: secondsChange }

const BY_FIGURE: Readonly<Record<string, Written>> = {
  mean_iou: SCORE,
  f1_50: SCORE,
  sq: SCORE,
  pq: SCORE,
  mean_iou_class_agnostic: SCORE,
  kappa: SCORE,
  alpha: SCORE,
  f1: SCORE,
  truth_iou: SCORE,
  avg_seconds_per_image: TIME,
  median_seconds_per_image: TIME,
  annotations: COUNT,
  objects: COUNT,
  images: COUNT,
  skipped: COUNT,
  objects_per_image: { value: oneDigit, change: ratioChange },
}

/** How a figure and its change are written: all others are shares. */
export const writtenOf = (figure: string): Written => BY_FIGURE[figure] ?? SHARE
