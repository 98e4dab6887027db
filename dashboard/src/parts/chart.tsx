import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { IconChartLine, IconTable } from './icons'
import { words } from '../words'
import { CsvButton, Table, type Column } from './table'
import './chart.css'

type Props<Row> = {
  /** Names the file and the table. */
  name: string
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  id: (row: Row) => string
  legend?: ReactNode
  children: ReactNode
}

/** A picture of figures that can be read as a table instead, and taken away as CSV. */
export function Chart<Row>({ name, caption, columns, rows, id, legend, children }: Props<Row>) {
  const [asTable, setAsTable] = useState(false)
  return (
    <div className="chart-frame">
      {asTable ? <Table caption={caption} columns={columns} rows={rows} id={id} /> : children}
      {!asTable && legend !== undefined && <div className="legend">{legend}</div>}
      <div className="chart-ways no-print">
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={asTable ? <IconChartLine size={13} /> : <IconTable size={13} />}
          onClick={() => {
            setAsTable(!asTable)
          }}
        >
          {asTable ? words.states.asChart : words.states.asTable}
        </Button>
        {asTable && <CsvButton name={name} columns={columns} rows={rows} />}
      </div>
    </div>
  )
}
