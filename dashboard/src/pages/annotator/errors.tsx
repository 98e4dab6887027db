import { TOO_FEW } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { count, interval, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Examples } from '../../parts/image-name'
import { Empty } from '../../parts/states'
import { CsvButton, Table, type Column } from '../../parts/table'
import { Tag } from '../../parts/tags'
import { words } from '../../words'
import type { View } from './asked'

type Kind = View['errors'][number]
const w = words.annotators.one.errors

/** The end of the axis: the widest interval, in full tenths. */
const endOf = (rows: readonly Kind[]): number =>
  Math.min(1, Math.ceil(Math.max(0.1, ...rows.map((e) => e.rate_ci95?.[1] ?? e.rate ?? 0)) * 10) / 10)

const columnsOf = (end: number): Column<Kind>[] => [
  {
    id: 'error',
    title: w.kind,
    cell: (e) => (
      <span className="error-kind">
        {words.quality.error[e.error] ?? e.error}
        {e.notable && <Tag tone="warn">{w.notable}</Tag>}
      </span>
    ),
    value: (e) => e.error,
  },
  { id: 'n', title: w.n, end: true, cell: (e) => w.of(count(e.n), count(e.of)), value: (e) => e.n },
  {
    id: 'rate',
    title: w.rate,
    cell: (e) => (
      <>
        <Interval value={e.rate} ci95={e.rate_ci95} n={e.of} low={0} high={end} width={88} />
        <span className={e.of < TOO_FEW ? 'small' : undefined} title={interval(e.rate_ci95, share)}>
          {share(e.rate)}
        </span>
      </>
    ),
    value: (e) => e.rate,
  },
  { id: 'images', title: w.images, cell: (e) => <Examples images={e.images} />, value: (e) => e.images.join(' ') },
]

/** Every kind of error that was made, as a share of what it can happen to, with the newest images that show it. */
export function Errors({ view }: { view: View }) {
  const columns = columnsOf(endOf(view.errors))
  return (
    <Card className="span-12" title={w.title} about={w.about(count(view.looked_at))}>
      {view.errors.length === 0 ? (
        <Empty title={view.accuracy.own.n === 0 ? w.noTruth : w.none}>
          {view.accuracy.own.n === 0 ? w.noTruthAbout : undefined}
        </Empty>
      ) : (
        <>
          <Table caption={w.title} columns={columns} rows={view.errors} id={(e) => e.error} />
          <div className="card-ways no-print">
            <CsvButton name="errors" columns={columns} rows={view.errors} />
          </div>
        </>
      )}
    </Card>
  )
}
