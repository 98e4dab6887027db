import { Link } from '@tanstack/react-router'

import { toAnnotator, toImages } from '../../app/links'
import { accuracyBar, approvalBar, HEALTHY, RELIABLE } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { date, moment } from '../../format/dates'
import type { People } from '../../format/people'
import { count, score, scoreAgainst, seconds, share } from '../../format/numbers'
import { Judged } from '../../parts/judged'
import { LineSwatch, Swatch } from '../../parts/swatch'
import type { Column } from '../../parts/table'
import { Tags } from '../../parts/tags'
import { words } from '../../words'
import { patternsOf } from '../overview/patterns'
import type { Row, Settings } from './asked'

const w = words.annotators

export type With = {
  project: string
  people: People
  settings: Settings | undefined
  /** What the ground truth shows of each, worst first. */
  findings: ReadonlyMap<string, readonly string[]>
  /** The rows on one axis. */
  rows: readonly Row[]
}

/** A figure on its interval, as it reads, sortable by its value. */
const measured = (
  id: 'approval_rate' | 'mean_iou' | 'benchmark_accuracy',
  rows: readonly Row[],
  bar: number,
  of: (row: Row) => { ci95: readonly number[] | null; n: number },
  text: (value: number | null) => string,
): Column<Row> => {
  const [low, high] = axisOf(
    rows.map((r) => ({ value: r[id], ci95: of(r).ci95 })),
    bar,
  )
  return {
    id,
    title: w.column[id],
    about: w.aboutColumn[id](text(bar)),
    sorts: true,
    value: (r) => r[id],
    cell: (r) =>
      r[id] === null ? (
        <span className="small" title={w.reason[id]}>
          {text(null)}
        </span>
      ) : (
        <>
          <Interval value={r[id]} {...of(r)} low={low} high={high} bar={bar} text={text} width={72} />
          <Judged text={text(r[id])} n={of(r).n} />
        </>
      ),
  }
}

const counted = (
  id: 'n_labelled' | 'n_reviewed' | 'n_timed' | 'n_shared' | 'n_benchmark' | 'n_skipped',
  link?: (row: Row) => ReturnType<typeof toImages>,
): Column<Row> => ({
  id,
  title: w.column[id],
  end: true,
  sorts: true,
  value: (r) => r[id],
  cell: (r) => (link !== undefined && r[id] > 0 ? <Link {...link(r)}>{count(r[id])}</Link> : count(r[id])),
})

const timed = (id: 'median_seconds_per_image' | 'avg_seconds_per_image'): Column<Row> => ({
  id,
  title: w.column[id],
  about: w.timeAbout,
  end: true,
  sorts: true,
  value: (r) => r[id],
  cell: (r) => <Judged text={seconds(r[id])} n={r.n_timed} reason={words.overview.noTimes} />,
})

/** Every field of the report as a column; counts lead to the images behind them. */
export function columnsOf({ project, people, settings, findings, rows }: With): Column<Row>[] {
  const images = (series: string) => (r: Row) => toImages(project, { annotator: r.annotator_id, series })
  return [
    {
      id: 'annotator_id',
      title: words.overview.column.annotator,
      sorts: true,
      value: (r) => r.annotator_id,
      cell: (r) => (
        <span className="who">
          {r.kind === 'model' ? <LineSwatch kind="model" /> : <Swatch place={people.place(r.annotator_id)} />}
          <Link className="line" title={people.name(r.annotator_id)} {...toAnnotator(project, r.annotator_id)}>
            <bdi>{people.name(r.annotator_id)}</bdi>
          </Link>
        </span>
      ),
    },
    counted('n_labelled', images('answered')),
    measured('approval_rate', rows, approvalBar(settings), (r) => ({ ci95: r.approval_ci95, n: r.n_reviewed }), share),
    counted('n_reviewed', images('decided')),
    {
      id: 'first_pass_rate',
      title: w.column.first_pass_rate,
      about: w.firstPassAbout,
      end: true,
      sorts: true,
      value: (r) => r.first_pass_rate,
      cell: (r) => <Judged text={share(r.first_pass_rate)} n={r.n_reviewed} reason={w.reason.approval_rate} />,
    },
    measured(
      'mean_iou',
      rows,
      HEALTHY,
      (r) => ({ ci95: r.mean_iou_ci95, n: r.n_shared }),
      (v) => scoreAgainst(v, HEALTHY),
    ),
    counted('n_shared', images('comparable')),
    {
      id: 'kappa',
      title: w.column.kappa,
      about: w.kappaAbout,
      end: true,
      sorts: true,
      value: (r) => r.kappa,
      cell: (r) => <span title={r.kappa === null ? w.reason.kappa : undefined}>{scoreAgainst(r.kappa, RELIABLE)}</span>,
    },
    {
      id: 'skill',
      title: w.column.skill,
      about: w.skillAbout,
      end: true,
      sorts: true,
      value: (r) => r.skill,
      cell: (r) => <span title={r.skill === null ? w.reason.skill : undefined}>{score(r.skill)}</span>,
    },
    measured(
      'benchmark_accuracy',
      rows,
      accuracyBar(settings),
      (r) => ({ ci95: r.benchmark_accuracy_ci95, n: r.n_benchmark }),
      share,
    ),
    counted('n_benchmark', images('truth')),
    timed('median_seconds_per_image'),
    timed('avg_seconds_per_image'),
    counted('n_timed', images('timed')),
    {
      id: 'last_active',
      title: w.column.last_active,
      end: true,
      sorts: true,
      value: (r) => r.last_active,
      cell: (r) => <span title={moment(r.last_active)}>{date(r.last_active)}</span>,
    },
    counted('n_skipped'),
    {
      id: 'flags',
      title: words.overview.column.pattern,
      about: w.patternAbout,
      value: (r) => r.flags.join(' '),
      cell: (r) => (
        <Tags
          kinds={patternsOf(r.flags, findings.get(r.annotator_id) ?? [])}
          tone={r.flags.length > 0 ? 'bad' : 'warn'}
        />
      ),
    },
  ]
}
