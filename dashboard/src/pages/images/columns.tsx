import type { ReactNode } from 'react'

import type { ImageRow } from '../../api/images'
import { HEALTHY } from '../../charts/bars'
import { date, moment } from '../../format/dates'
import { count, scoreAgainst, score, share } from '../../format/numbers'
import { Flags } from '../../parts/flags'
import { ReviewStatus } from '../../parts/review-status'
import { ScoreMeter } from '../../parts/score-meter'
import { words } from '../../words'
import type { Sort } from './asked'

/** A column of the table of images. */
export type ImageColumn = {
  id: keyof ImageRow
  width: number
  end?: boolean
  /** The orders by which the server sorts by this column; a press goes to the next. */
  sorts?: readonly Sort[]
  cell: (row: ImageRow) => ReactNode
}

/** A figure, or a dash whose title says what it would need. */
const Figure = ({ text, missing }: { text: string; missing: string | null }) => (
  <span title={missing ?? undefined}>{text}</span>
)

const needs = (value: number | null, reason: string): string | null => (value === null ? reason : null)

/** All that the list says of an image, but for its name. */
export const COLUMNS: readonly ImageColumn[] = [
  {
    id: 'qa_score',
    width: 150,
    sorts: ['qa_score', '-qa_score'],
    cell: (r) => <ScoreMeter value={r.qa_score} look={r.flags.length > 0} />,
  },
  {
    id: 'priority',
    width: 84,
    end: true,
    sorts: ['priority'],
    cell: (r) => <Figure text={score(r.priority)} missing={needs(r.priority, words.images.noScore)} />,
  },
  { id: 'review_status', width: 116, cell: (r) => <ReviewStatus status={r.review_status} /> },
  { id: 'flags', width: 230, cell: (r) => <Flags flags={r.flags} /> },
  { id: 'n_annotators', width: 74, end: true, cell: (r) => count(r.n_annotators) },
  { id: 'objects', width: 78, end: true, cell: (r) => count(r.objects) },
  {
    id: 'iou',
    width: 84,
    end: true,
    cell: (r) => <Figure text={scoreAgainst(r.iou, HEALTHY)} missing={needs(r.iou, words.images.noPair)} />,
  },
  {
    id: 'truth_iou',
    width: 84,
    end: true,
    cell: (r) => <Figure text={score(r.truth_iou)} missing={needs(r.truth_iou, words.images.noTruth)} />,
  },
  {
    id: 'suggestion_iou',
    width: 108,
    end: true,
    cell: (r) => <Figure text={score(r.suggestion_iou)} missing={needs(r.suggestion_iou, words.images.noSuggestion)} />,
  },
  {
    id: 'label_agreement',
    width: 84,
    end: true,
    cell: (r) => <Figure text={share(r.label_agreement)} missing={needs(r.label_agreement, words.images.noLabels)} />,
  },
  {
    id: 'updated_at',
    width: 124,
    sorts: ['updated_at'],
    cell: (r) => <span title={moment(r.updated_at)}>{date(r.updated_at)}</span>,
  },
]

/** Into which direction the server has sorted by this column. */
export function orderOf(column: ImageColumn, sort: Sort): 'ascending' | 'descending' | undefined {
  if (!column.sorts?.includes(sort)) return undefined
  return sort === 'qa_score' ? 'ascending' : 'descending'
}

/** The order that a press on the head of a column leads to. */
export const nextSort = ({ sorts = [] }: ImageColumn, sort: Sort): Sort =>
  sorts[(sorts.indexOf(sort) + 1) % sorts.length] ?? 'priority'
