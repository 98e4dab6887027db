import {
  count,
  countChange,
  fineChange,
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
/** `part`: a part of a change, which may be small. */
type Written = { value: Text; change: Text; part: Text }

const SCORE: Written = { value: score, change: scoreChange, part: fineChange }
const SHARE: Written = { value: share, change: shareChange, part: shareChange }
const COUNT: Written = { value: count, change: countChange, part: countChange }
const TIME: Written = { value: seconds, change: secondsChange, part: secondsChange }

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
  suggestion_iou_gain: SCORE,
  avg_seconds_per_image: TIME,
  median_seconds_per_image: TIME,
  annotations: COUNT,
  objects: COUNT,
  images: COUNT,
  skipped: COUNT,
  objects_per_image: { value: oneDigit, change: ratioChange, part: ratioChange },
}

/** How a figure and its change are written: all others are shares. */
export const writtenOf = (figure: string): Written => BY_FIGURE[figure] ?? SHARE
