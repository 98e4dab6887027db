import { Link } from '@tanstack/react-router'

import type { Schema } from '../../api/client'
import { toAnnotator, toImages } from '../../app/links'
import { useProject, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { accuracyBar, HEALTHY } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, interval, score, scoreAgainst, share, shareChange } from '../../format/numbers'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { sorted } from '../../parts/order'
import { LineSwatch, Swatch } from '../../parts/swatch'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { Row } from './asked'
import { boundsOf } from './bounds'

const w = words.benchmark

/** Rows that are drawn; all are in the CSV. */
const MOST = 50

const rate = (
  id: 'precision' | 'recall' | 'label_accuracy',
  bounds: (r: Row) => readonly number[] | null,
  n: (r: Row) => number,
): Column<Row> => ({
  id,
  title: w.figure[id],
  about: w.about[id],
  end: true,
  sorts: true,
  value: (r) => r[id],
  cell: (r) => (
    <span title={interval(bounds(r), share)}>
      <Judged text={share(r[id])} n={n(r)} />
    </span>
  ),
})

type With = {
  project: string
  people: People
  settings: Schema<'ProjectAnswer'> | undefined
  rows: readonly Row[]
}

function columnsOf({ project, people, settings, rows }: With): Column<Row>[] {
  const bar = accuracyBar(settings)
  const [low, high] = axisOf(
    rows.map((r) => ({ value: r.accuracy, ci95: boundsOf(r, 'accuracy').ci95 })),
    bar,
  )
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
          {r.kind === 'model' && <span className="small">{words.quality.kind['model']}</span>}
        </span>
      ),
    },
    {
      id: 'accuracy',
      title: w.accuracyInterval,
      about: w.accuracyAbout(share(bar)),
      sorts: true,
      value: (r) => r.accuracy,
      cell: (r) => (
        <>
          <Interval
            value={r.accuracy}
            ci95={boundsOf(r, 'accuracy').ci95}
            n={r.n_accuracy}
            low={low}
            high={high}
            bar={bar}
          />
          {r.accuracy !== null && <Judged text={share(r.accuracy)} n={r.n_accuracy} />}
        </>
      ),
    },
    {
      id: 'delta_vs_team',
      title: w.delta,
      about: w.deltaAbout,
      end: true,
      sorts: true,
      value: (r) => r.delta_vs_team,
      cell: (r) => <Judged text={shareChange(r.delta_vs_team)} n={r.n_accuracy} />,
    },
    rate(
      'precision',
      (r) => boundsOf(r, 'precision').ci95,
      (r) => r.n_drawn,
    ),
    rate(
      'recall',
      (r) => boundsOf(r, 'recall').ci95,
      (r) => r.n_truth,
    ),
    {
      id: 'f1',
      title: w.figure.f1,
      end: true,
      sorts: true,
      value: (r) => r.f1,
      cell: (r) => <span title={interval(r.f1_ci95)}>{score(r.f1)}</span>,
    },
    {
      id: 'mean_iou',
      title: w.figure.mean_iou,
      end: true,
      sorts: true,
      value: (r) => r.mean_iou,
      cell: (r) => (
        <span title={interval(r.mean_iou_ci95)}>
          <Judged text={scoreAgainst(r.mean_iou, HEALTHY)} n={r.n_mean_iou} />
        </span>
      ),
    },
    ...(rows.some((r) => r.n_labels > 0)
      ? [
          rate(
            'label_accuracy',
            (r) => r.label_accuracy_ci95,
            (r) => r.n_labels,
          ),
        ]
      : []),
    {
      id: 'n_accuracy',
      title: w.things,
      end: true,
      sorts: true,
      value: (r) => r.n_accuracy,
      cell: (r) => count(r.n_accuracy),
    },
    {
      id: 'n_images',
      title: w.images,
      end: true,
      sorts: true,
      value: (r) => r.n_images,
      cell: (r) => (
        <Link {...toImages(project, { annotator: r.annotator_id, series: 'truth', sort: 'qa_score' })}>
          {count(r.n_images)}
        </Link>
      ),
    },
  ]
}

/** Everybody against the truth, persons and models, lowest accuracy first unless the address says otherwise. */
export function Everybody({ rows, people }: { rows: readonly Row[]; people: People }) {
  const project = useProjectId()
  const settings = useProject().data
  const [filters, change] = useFilters()
  const sort = filters['sort'] ?? 'accuracy'
  // a project of labels alone has no figures of boxes
  const columns = columnsOf({ project, people, settings, rows }).filter(
    ({ value }) => value === undefined || rows.some((r) => value(r) !== null),
  )
  const order = sorted(rows, columns, sort)
  return (
    <Card className="span-12" title={w.everybody} about={w.everybodyAbout}>
      <Table
        caption={w.everybody}
        columns={columns}
        rows={order.slice(0, MOST)}
        id={(r) => r.annotator_id}
        sort={sort}
        onSort={(by) => {
          change({ sort: by === 'accuracy' ? undefined : by })
        }}
      />
      <div className="card-ways no-print">
        {order.length > MOST && <span className="small">{w.first(MOST, order.length)}</span>}
        <CsvButton name="benchmark" columns={columns} rows={order} />
      </div>
    </Card>
  )
}
