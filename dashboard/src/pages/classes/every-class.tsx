import { Button } from '@mantine/core'
import { useState } from 'react'

import type { Agreement, Asked, Benchmark, Overview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { HEALTHY } from '../../charts/bars'
import { axisOf } from '../../charts/interval-axis'
import { count } from '../../format/numbers'
import { Card } from '../../parts/card'
import { FilterField } from '../../parts/filter-field'
import { Empty, Failure } from '../../parts/states'
import { CsvButton, Table } from '../../parts/table'
import { words } from '../../words'
import { rowsOf, sorted } from './class-row'
import { columnsOf } from './columns'

const w = words.classes
/** Rows before one asks for all. */
const SHOWN = 50
const USUAL = '-objects'

type Props = { overview: Overview; agreement: Asked<Agreement>; benchmark: Asked<Benchmark> }

/** Every class in a row: how often it is there, how well persons agree on it, how much of it is missed. */
export function EveryClass({ overview, agreement, benchmark }: Props) {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const [whole, setWhole] = useState(false)
  const sort = filters['sort'] ?? USUAL
  const wanted = (filters['q'] ?? '').trim().toLowerCase()
  const all = rowsOf(overview, agreement.data, benchmark.data)
  const found = sorted(
    all.filter((r) => r.class.toLowerCase().includes(wanted)),
    sort,
  )
  const shown = whole ? found : found.slice(0, SHOWN)
  const axis = axisOf(
    shown.map(({ group }) => ({ value: group?.mean_iou ?? null, ci95: group?.mean_iou_ci95 ?? null })),
    HEALTHY,
  )
  const columns = columnsOf({
    project,
    axis,
    labels: all.some((r) => (r.share?.labels ?? 0) > 0),
    agreed: all.some((r) => r.label !== undefined),
  })
  return (
    <Card className="span-12" title={w.every} about={w.everyAbout}>
      {[agreement, benchmark].map(
        (query, k) =>
          query.isError && (
            <Failure
              key={k}
              error={query.error}
              retry={() => {
                void query.refetch()
              }}
            />
          ),
      )}
      <div className="every-class no-print">
        <FilterField
          size="xs"
          aria-label={w.find}
          placeholder={w.find}
          value={filters['q']}
          onSettle={(q) => {
            change({ q }, { replace: true })
          }}
        />
        <span className="small" role="status">
          {w.shown(count(shown.length), count(all.length))}
        </span>
        <CsvButton name="classes" columns={columns} rows={found} />
      </div>
      {found.length === 0 ? (
        <Empty title={w.noneFound} />
      ) : (
        <Table
          caption={w.every}
          columns={columns}
          rows={shown}
          id={(r) => r.class}
          sort={sort}
          onSort={(next) => {
            change({ sort: next === USUAL ? undefined : next }, { replace: true })
          }}
        />
      )}
      {shown.length < found.length && (
        <Button
          size="xs"
          variant="default"
          mt={10}
          onClick={() => {
            setWhole(true)
          }}
        >
          {w.all(count(found.length))}
        </Button>
      )}
    </Card>
  )
}
