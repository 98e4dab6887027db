import { Link } from '@tanstack/react-router'

import type { Schema } from '../../api/client'
import type { Annotators, Asked, Benchmark } from '../../api/quality'
import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import { approvalBar, HEALTHY, RELIABLE } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, scoreAgainst, seconds, share } from '../../format/numbers'
import type { People as Names } from '../../format/people'
import { Card } from '../../parts/card'
import '../../parts/figures.css'
import { Judged } from '../../parts/judged'
import { Answer, Empty } from '../../parts/states'
import { Swatch } from '../../parts/swatch'
import { Table, type Column } from '../../parts/table'
import { Tags } from '../../parts/tags'
import { words } from '../../words'
import { periodOf } from './facts'
import { patternsOf } from './patterns'

const SHOWN = 8

type Row = Annotators['annotators'][number]
type Props = {
  annotators: Asked<Annotators>
  benchmark: Asked<Benchmark>
  people: Names
  settings: Schema<'ProjectAnswer'> | undefined
  since: string | undefined
}

/** Persons with their figures, lowest approval first: the row to act on is on top. */
export function People({ annotators, benchmark, people, settings, since }: Props) {
  const project = useProjectId()
  const bar = approvalBar(settings)
  const boxes = settings?.task !== 'classification'
  const found = new Map(benchmark.data?.annotators.map((b) => [b.annotator_id, b.findings]) ?? [])
  return (
    <Card
      className={boxes ? 'span-8' : 'span-12'}
      title={words.overview.annotators}
      about={words.overview.annotatorsAbout(periodOf(since))}
      more={{ text: words.overview.allColumns, link: { to: '/p/$project/annotators', params: { project } } }}
    >
      <Answer of={annotators} height={320}>
        {({ annotators: rows }) => {
          if (rows.length === 0) return <Empty title={words.overview.nobody}>{words.overview.nobodyAbout}</Empty>
          const shown = rows.slice(0, SHOWN)
          const axis = axisOf(
            shown.map((r) => ({ value: r.approval_rate, ci95: r.approval_ci95 })),
            bar,
          )
          return (
            <Table
              caption={words.overview.annotators}
              columns={columnsOf({ project, people, axis, bar, found, boxes })}
              rows={shown}
              id={(r) => r.annotator_id}
            />
          )
        }}
      </Answer>
    </Card>
  )
}

type With = {
  project: string
  people: Names
  axis: [number, number]
  bar: number
  found: ReadonlyMap<string, readonly string[]>
  boxes: boolean
}

function columnsOf({ project, people, axis: [low, high], bar, found, boxes }: With): Column<Row>[] {
  const head = words.overview.column
  return [
    {
      id: 'annotator_id',
      title: head.annotator,
      cell: (r) => (
        <span className="who">
          <Swatch place={people.place(r.annotator_id)} />
          <Link className="line" title={people.name(r.annotator_id)} {...toAnnotator(project, r.annotator_id)}>
            <bdi>{people.name(r.annotator_id)}</bdi>
          </Link>
        </span>
      ),
    },
    { id: 'n_labelled', title: head.images, end: true, cell: (r) => count(r.n_labelled) },
    {
      id: 'approval_rate',
      title: head.approval,
      about: words.overview.approvalTick(share(bar)),
      cell: (r) =>
        r.approval_rate === null ? (
          <span className="small" title={words.overview.noReviews}>
            {share(null)}
          </span>
        ) : (
          <>
            <Interval
              value={r.approval_rate}
              ci95={r.approval_ci95}
              n={r.n_reviewed}
              low={low}
              high={high}
              bar={bar}
              width={68}
            />
            <Judged text={share(r.approval_rate)} n={r.n_reviewed} />
          </>
        ),
    },
    {
      id: 'first_pass_rate',
      title: head.firstPass,
      end: true,
      cell: (r) => <Judged text={share(r.first_pass_rate)} n={r.n_reviewed} />,
    },
    boxes
      ? {
          id: 'mean_iou',
          title: head.iou,
          end: true,
          cell: (r) => <Judged text={scoreAgainst(r.mean_iou, HEALTHY)} n={r.n_shared} />,
        }
      : { id: 'kappa', title: head.kappa, end: true, cell: (r) => scoreAgainst(r.kappa, RELIABLE) },
    {
      id: 'benchmark_accuracy',
      title: head.truth,
      cell: (r) => (
        <>
          <Judged text={share(r.benchmark_accuracy)} n={r.n_benchmark} />{' '}
          {r.n_benchmark > 0 && <span className="small">{words.states.n(count(r.n_benchmark))}</span>}
        </>
      ),
    },
    {
      id: 'avg_seconds_per_image',
      title: head.time,
      about: words.overview.timeAbout,
      end: true,
      cell: (r) => (
        <span title={r.n_timed === 0 ? words.overview.noTimes : words.states.n(count(r.n_timed))}>
          {seconds(r.median_seconds_per_image ?? r.avg_seconds_per_image)}
        </span>
      ),
    },
    {
      id: 'flags',
      title: head.pattern,
      cell: (r) => (
        <span className="pattern">
          <Tags
            kinds={patternsOf(r.flags, found.get(r.annotator_id) ?? [])}
            tone={r.flags.length > 0 ? 'bad' : 'warn'}
          />
        </span>
      ),
    },
  ]
}
