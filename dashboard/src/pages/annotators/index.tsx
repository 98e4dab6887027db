import { useState } from 'react'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { usePeople } from '../../api/people'
import { useBenchmark } from '../../api/quality'
import { useMay } from '../../api/session'
import { useProject, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { peopleOf } from '../../format/people'
import { Card } from '../../parts/card'
import '../../parts/figures.css'
import { Head } from '../../parts/head'
import { ShowMore } from '../../parts/more'
import { found, sorted } from '../../parts/order'
import { StaleBar } from '../../parts/stale'
import { Empty, Failure, Skeleton } from '../../parts/states'
import { CsvButton, Table } from '../../parts/table'
import { words } from '../../words'
import './annotators.css'
import { kindOf, useRows } from './asked'
import { chosen } from './chosen'
import { ColumnPicker } from './column-picker'
import { columnsOf } from './columns'
import { Controls } from './controls'
import { TimeAgainstQuality } from './time-against-quality'

const w = words.annotators

/** Rows that are drawn at once; more on demand. */
const STEP = 100

/** Everybody with every figure: a table to sort, to search and to take away. */
export default function Annotators() {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const [drawn, draw] = useState(STEP)
  const asked = useRows(project, filters)
  const benchmark = useBenchmark(project, {})
  const settings = useProject().data
  const persons = usePeople(project)
  const kind = kindOf(filters)
  const ingests = useMay('ingest')
  const rows = asked.data?.pages.flatMap((page) => page.annotators) ?? []
  const people = kind === 'model' ? peopleOf(rows) : persons
  const findings = new Map(benchmark.data?.annotators.map((b) => [b.annotator_id, b.findings]) ?? [])
  const wanted = found(rows, (r) => [r.annotator_id, people.name(r.annotator_id)], filters['q'] ?? '')
  const columns = columnsOf({ project, people, settings, findings, rows })
  const sort = filters['sort'] ?? 'annotator_id'
  const order = sorted(wanted, columns, sort)
  const shown = chosen(
    filters['columns'],
    columns.map((c) => c.id),
  )
  return (
    <main id="content">
      <Head title={w.title} about={asked.data && w.about[kind](rows.length)} />
      <StaleBar />
      <Controls />
      {asked.isError && rows.length === 0 ? (
        <Failure error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <Skeleton height={480} />
      ) : rows.length === 0 ? (
        <Empty
          title={w.nobody[kind]}
          action={
            ingests ? (
              <Link to="/p/$project/import" params={{ project }}>
                {words.overview.empty.import.action}
              </Link>
            ) : undefined
          }
        >
          {w.nobodyAbout[kind]}
        </Empty>
      ) : (
        <div className="grid one">
          <Card
            title={w.table}
            about={w.tableAbout(wanted.length, rows.length)}
            aside={
              <span className="aside table-ways">
                <ColumnPicker columns={columns} />
                <CsvButton name={`annotators-${kind}`} columns={columns} rows={order} />
              </span>
            }
          >
            {order.length === 0 ? (
              <Empty title={w.notFound}>{w.notFoundAbout}</Empty>
            ) : (
              <Table
                caption={w.title}
                columns={columns.filter((c) => shown.includes(c.id))}
                rows={order.slice(0, drawn)}
                id={(r) => r.annotator_id}
                sort={sort}
                onSort={(by) => {
                  change({ sort: by === 'annotator_id' ? undefined : by })
                }}
              />
            )}
            {order.length > drawn ? (
              <div className="show-more">
                <Button
                  size="sm"
                  variant="default"
                  onClick={() => {
                    draw(drawn + STEP)
                  }}
                >
                  {words.states.more}
                </Button>
              </div>
            ) : (
              <ShowMore of={asked} />
            )}
          </Card>
          {kind === 'person' && <TimeAgainstQuality rows={wanted} people={people} settings={settings} />}
        </div>
      )}
    </main>
  )
}
