import type { Annotators as Answer } from '../../api/quality'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { count, interval, scoreAgainst, seconds, share } from '../../format/numbers'
import type { People } from '../../format/people'
import { Table, type Column } from '../../parts/table'
import { words } from '../../words'
import { Section } from './section'

/** Rows that fit on the sheet. */
const SHOWN = 12

type Row = Answer['annotators'][number]

function columnsOf(people: People, boxes: boolean): Column<Row>[] {
  const head = words.overview.column
  return [
    {
      id: 'annotator_id',
      title: head.annotator,
      cell: (r) => (
        <span className="sheet-name line">
          <bdi>{people.name(r.annotator_id)}</bdi>
        </span>
      ),
    },
    { id: 'n_labelled', title: head.images, end: true, cell: (r) => count(r.n_labelled) },
    {
      id: 'approval_rate',
      title: head.approval,
      end: true,
      cell: (r) => (
        <>
          {share(r.approval_rate)} <span className="small">{r.approval_ci95 && interval(r.approval_ci95, share)}</span>
        </>
      ),
    },
    { id: 'first_pass_rate', title: head.firstPass, end: true, cell: (r) => share(r.first_pass_rate) },
    boxes
      ? { id: 'mean_iou', title: head.iou, end: true, cell: (r) => scoreAgainst(r.mean_iou, HEALTHY) }
      : { id: 'kappa', title: head.kappa, end: true, cell: (r) => scoreAgainst(r.kappa, RELIABLE) },
    {
      id: 'benchmark_accuracy',
      title: head.truth,
      end: true,
      cell: (r) => (
        <>
          {share(r.benchmark_accuracy)}{' '}
          <span className="small">{r.n_benchmark > 0 && words.states.n(count(r.n_benchmark))}</span>
        </>
      ),
    },
    {
      id: 'seconds',
      title: head.time,
      end: true,
      cell: (r) => seconds(r.median_seconds_per_image ?? r.avg_seconds_per_image),
    },
  ]
}

type Props = { rows: Answer['annotators']; more: boolean; people: People; boxes: boolean }

/** Everybody's figures, lowest approval first. */
export function Annotators({ rows, more, people, boxes }: Props) {
  if (rows.length === 0) return null
  return (
    <Section title={words.overview.annotators} about={words.report.lowestFirst}>
      <Table
        caption={words.overview.annotators}
        columns={columnsOf(people, boxes)}
        rows={rows.slice(0, SHOWN)}
        id={(r) => r.annotator_id}
      />
      {(more || rows.length > SHOWN) && <p className="small">{words.report.firstOf(SHOWN)}</p>}
    </Section>
  )
}
