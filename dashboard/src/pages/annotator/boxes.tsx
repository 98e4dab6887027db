import { objectsOf, OFFSETS, relative, type Biases, type Offset } from '../../charts/bias'
import { BiasGlyph, EXAGGERATED } from '../../charts/bias-glyph'
import { biasWords } from '../../charts/bias-glyphs'
import { count, DASH, relativeChange } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Examples } from '../../parts/image-name'
import { Empty } from '../../parts/states'
import { Table, type Column } from '../../parts/table'
import { Tag } from '../../parts/tags'
import { words } from '../../words'
import type { View } from './asked'

type Row = View['bias'][number]
const w = words.annotators.one.boxes

const axisOf = (row: Row): Offset | undefined => OFFSETS.find((name) => name === row.axis)

/** The offsets by their names, as the glyph wants them. */
const biasesOf = (rows: readonly Row[]): Biases =>
  Object.fromEntries(rows.map((r) => [r.axis, { mean: r.mean, systematic: r.systematic, n: r.n }]))

/** An offset as a share; sizes come as logarithms. */
const shareOf = (row: Row, value: number): number => relative(axisOf(row) ?? 'dx', value)

/** The ends of its interval, each with its sign. */
function boundsOf(row: Row): string {
  const [low, high] = row.mean_ci95 ?? []
  if (low === undefined || high === undefined) return DASH
  return w.bounds(relativeChange(shareOf(row, low)), relativeChange(shareOf(row, high)))
}

const columns: readonly Column<Row>[] = [
  {
    id: 'axis',
    title: w.offset,
    cell: (r) => {
      const axis = axisOf(r)
      return axis === undefined ? r.axis : words.charts.bias.name[axis]
    },
    value: (r) => r.axis,
  },
  {
    id: 'mean',
    title: w.mean,
    end: true,
    cell: (r) => relativeChange(r.mean === null ? null : shareOf(r, r.mean)),
    value: (r) => r.mean,
  },
  {
    id: 'mean_ci95',
    title: w.interval,
    end: true,
    cell: (r) => boundsOf(r),
  },
  { id: 'n', title: w.objects, end: true, cell: (r) => count(r.n), value: (r) => r.n },
  {
    id: 'systematic',
    title: w.judged,
    cell: (r) => (r.systematic ? <Tag tone="warn">{w.systematic}</Tag> : <span className="small">{w.noBias}</span>),
    value: (r) => String(r.systematic),
  },
  { id: 'images', title: w.images, cell: (r) => <Examples images={r.images.slice(0, 3)} /> },
]

/** How boxes sit on the true ones: the picture, and each offset with its interval. */
export function Boxes({ view, name, className }: { view: View; name: string; className: string }) {
  const bias = biasesOf(view.bias)
  const none = objectsOf(bias) === 0
  return (
    <Card className={className} title={words.overview.boxes} about={words.overview.againstTruth}>
      {none ? (
        <Empty title={w.none}>{w.noneAbout}</Empty>
      ) : (
        <div className="own-boxes">
          <div className="glyph">
            <BiasGlyph bias={bias} label={words.charts.bias.glyph(name, biasWords(bias))} />
            <p className="strong">{biasWords(bias)}</p>
            <p className="small">{words.charts.bias.legend(EXAGGERATED)}</p>
          </div>
          <Table
            caption={words.overview.boxes}
            columns={view.bias.some((r) => r.images.length > 0) ? columns : columns.filter((c) => c.id !== 'images')}
            rows={view.bias}
            id={(r) => r.axis}
          />
        </div>
      )}
    </Card>
  )
}
