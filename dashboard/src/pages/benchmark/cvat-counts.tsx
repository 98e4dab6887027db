import { count } from '../../format/numbers'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { CsvButton, Table, type Column } from '../../parts/table'
import { words } from '../../words'
import type { Row } from './asked'

const w = words.benchmark.cvat
const COUNTS = ['images', 'valid', 'missing', 'extra', 'mismatching_label', 'low_overlap', 'left_out'] as const

/** What CVAT's own report counts. */
export function CvatCounts({ rows, people }: { rows: readonly Row[]; people: People }) {
  const columns: Column<Row>[] = [
    {
      id: 'annotator_id',
      title: words.overview.column.annotator,
      cell: (r) => (
        <span className="line class-name" title={people.name(r.annotator_id)}>
          <bdi>{people.name(r.annotator_id)}</bdi>
        </span>
      ),
      value: (r) => r.annotator_id,
    },
    ...COUNTS.map((id): Column<Row> => ({
      id,
      title: w.column[id],
      about: w.aboutColumn[id],
      end: true,
      cell: (r) => count(r.cvat?.[id]),
      value: (r) => r.cvat?.[id] ?? null,
    })),
  ]
  return (
    <Card className="span-12" title={w.title} about={w.about}>
      <Table caption={w.title} columns={columns} rows={rows} id={(r) => r.annotator_id} />
      <div className="card-ways no-print">
        <CsvButton name="cvat-counts" columns={columns} rows={rows} />
      </div>
    </Card>
  )
}
