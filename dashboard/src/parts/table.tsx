import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { IconArrowDown, IconArrowUp, IconDownload } from './icons'
import { words } from '../words'
import { csvOf, saved } from './csv'
import './table.css'

export type Column<Row> = {
  /** The field's own name: the head of the CSV, and what `sort` in the address says. */
  id: string
  title: string
  /** A longer explanation, shown on the head. */
  about?: string
  /** Numbers stand at the end. */
  end?: boolean
  cell: (row: Row) => ReactNode
  /** The bare value for the CSV and for sorting; without it the column is for the eye alone. */
  value?: (row: Row) => string | number | null
  /** True when the server or the page can sort by it. */
  sorts?: boolean
}

type Props<Row> = {
  /** What the table shows, for those who hear it. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  id: (row: Row) => string
  /** `field` or `-field`. */
  sort?: string
  onSort?: (sort: string) => void
}

const Arrow = ({ sort, id }: { sort: string | undefined; id: string }) =>
  sort === id ? <IconArrowUp size={12} /> : sort === `-${id}` ? <IconArrowDown size={12} /> : null

/** A table with heads that say what they hold; it scrolls within itself when it is too wide. */
export function Table<Row>({ caption, columns, rows, id, sort, onSort }: Props<Row>) {
  const order = (column: Column<Row>) =>
    sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : undefined
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.id} scope="col" className={c.end ? 'end' : undefined} title={c.about} aria-sort={order(c)}>
                {c.sorts && onSort ? (
                  <button
                    type="button"
                    className="head-button"
                    onClick={() => {
                      onSort(sort === c.id ? `-${c.id}` : c.id)
                    }}
                  >
                    {c.title}
                    <Arrow sort={sort} id={c.id} />
                  </button>
                ) : (
                  c.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)}>
              {columns.map((c, k) =>
                k === 0 ? (
                  <th key={c.id} scope="row" className="row-head">
                    {c.cell(row)}
                  </th>
                ) : (
                  <td key={c.id} className={c.end ? 'end' : undefined}>
                    {c.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Saves the rows as a CSV file, with the names of the fields as heads and the values unrounded. */
export function CsvButton<Row>({
  name,
  columns,
  rows,
}: {
  name: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
}) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} />}
      onClick={() => {
        saved(`${name}.csv`, csvOf(columns, rows))
      }}
    >
      {words.states.csv}
    </Button>
  )
}
