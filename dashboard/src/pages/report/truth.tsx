import type { Benchmark } from '../../api/quality'
import { count, interval, score, share } from '../../format/numbers'
import { Table, type Column } from '../../parts/table'
import { words } from '../../words'
import { boundsOf } from '../benchmark/bounds'
import { Section } from './section'

type Line = { name: string; value: string; ci95: string; n: number }

const columns: readonly Column<Line>[] = [
  { id: 'name', title: words.report.truth.figure, cell: (l) => l.name },
  { id: 'value', title: words.report.truth.value, end: true, cell: (l) => l.value },
  { id: 'ci95', title: words.report.truth.ci95, end: true, cell: (l) => l.ci95 },
  { id: 'n', title: words.charts.n, end: true, cell: (l) => count(l.n) },
]

/** The team against the ground truth. */
export function Truth({ benchmark: { team, n_images, n_objects, labels } }: { benchmark: Benchmark }) {
  const said = words.report.truth
  if (n_images === 0 && labels.n_images === 0)
    return (
      <Section title={said.title}>
        <p>{words.overview.noTruth}</p>
      </Section>
    )
  const rows: Line[] = [
    {
      name: said.accuracy,
      value: share(team.accuracy),
      ci95: interval(boundsOf(team, 'accuracy').ci95, share),
      n: team.n_accuracy,
    },
    {
      name: said.precision,
      value: share(team.precision),
      ci95: interval(boundsOf(team, 'precision').ci95, share),
      n: team.n_drawn,
    },
    {
      name: said.recall,
      value: share(team.recall),
      ci95: interval(boundsOf(team, 'recall').ci95, share),
      n: team.n_truth,
    },
    { name: said.missed, value: share(team.miss_rate), ci95: interval(team.miss_rate_ci95, share), n: team.n_truth },
    { name: said.iou, value: score(team.mean_iou), ci95: interval(team.mean_iou_ci95), n: team.n_mean_iou },
  ].filter(({ n }) => n > 0) // of labels alone there is nothing to say of objects
  if (rows.length === 0)
    return (
      <Section title={said.title}>
        <p>{words.benchmark.nobody}</p>
      </Section>
    )
  return (
    <Section title={said.title} about={said.about(n_images, words.quality.objects(n_objects))}>
      <Table caption={said.title} columns={columns} rows={rows} id={(r) => r.name} />
    </Section>
  )
}
