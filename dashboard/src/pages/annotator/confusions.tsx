import { TOO_FEW } from '../../charts/bars'
import { count, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Examples } from '../../parts/image-name'
import { Judged } from '../../parts/judged'
import { Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { View } from './asked'

type Row = View['confusions'][number]
const w = words.annotators.one.confusions

const columns: readonly Column<Row>[] = [
  {
    id: 'truth',
    title: words.charts.confusion.truth,
    cell: (c) => (
      <span className="line class-name" title={c.truth}>
        <bdi>{c.truth}</bdi>
      </span>
    ),
    value: (c) => c.truth,
  },
  {
    id: 'drawn',
    title: words.charts.confusion.drawn,
    cell: (c) => (
      <span className="line class-name" title={c.drawn}>
        <bdi>{c.drawn}</bdi>
      </span>
    ),
    value: (c) => c.drawn,
  },
  { id: 'n', title: w.n, end: true, cell: (c) => w.of(count(c.n), count(c.of)), value: (c) => c.n },
  {
    id: 'share',
    title: words.charts.share,
    end: true,
    cell: (c) => <Judged text={share(c.of === 0 ? null : c.n / c.of)} n={c.of} least={TOO_FEW} />,
    value: (c) => (c.of === 0 ? null : c.n / c.of),
  },
  { id: 'images', title: w.images, cell: (c) => <Examples images={c.images} /> },
]

/** Classes that were called another. */
export const Confusions = ({ view, className }: { view: View; className: string }) => (
  <Card className={className} title={w.title} about={w.about}>
    {view.confusions.length === 0 ? (
      <p className="quiet">{view.accuracy.own.n === 0 ? words.annotators.one.errors.noTruth : w.none}</p>
    ) : (
      <Table
        caption={w.title}
        columns={columns}
        rows={view.confusions}
        id={(c) => JSON.stringify([c.truth, c.drawn])}
      />
    )}
  </Card>
)
