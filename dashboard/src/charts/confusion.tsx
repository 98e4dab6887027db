import type { LinkProps } from '@tanstack/react-router'
import { useState } from 'react'

import { count, roundShare, share } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { TOO_FEW } from './bars'
import { ConfusionCells } from './confusion-cells'
import { SearchField } from './search-field'
import { Sized } from './sized'
import { tableOf, WORTH_A_LOOK, type Cell, type TruthRow } from './truth-rows'
import { MOST_CLASSES, worst } from './worst'

type Props = {
  name: string
  rows: readonly TruthRow[]
  /** Where the images are; `drawn` is null for objects that were missed. */
  link?: (truth: string, drawn: string | null) => LinkProps
}

type Line = Cell & { truth: string; n: number }

const drawnAs = (cell: Cell): string =>
  cell.kind === 'class'
    ? cell.drawn
    : cell.kind === 'missed'
      ? words.charts.confusion.missed
      : words.charts.confusion.others

const columns: readonly Column<Line>[] = [
  { id: 'truth', title: words.charts.confusion.truth, cell: (l) => <bdi>{l.truth}</bdi>, value: (l) => l.truth },
  { id: 'drawn', title: words.charts.confusion.drawn, cell: (l) => <bdi>{drawnAs(l)}</bdi>, value: drawnAs },
  {
    id: 'objects',
    title: words.charts.confusion.objects,
    end: true,
    cell: (l) => count(l.count),
    value: (l) => l.count,
  },
  { id: 'n', title: words.charts.n, end: true, cell: (l) => count(l.n), value: (l) => l.n },
  { id: 'share', title: words.charts.share, end: true, cell: (l) => share(l.share), value: (l) => l.share },
]

/** How bad a class is: the share of it that was not drawn as itself, where there are enough to judge. */
const badness = (row: TruthRow): number | null => (row.n < TOO_FEW ? null : 1 - (row.drawn[row.class] ?? 0) / row.n)

/** What was drawn where the truth has a class, as shares of the true objects; the last column is what was missed. */
export function Confusion({ name, rows, link }: Props) {
  const [text, search] = useState('')
  const names = rows.map((r) => r.class)
  const shown = worst(names, rows.map(badness), MOST_CLASSES, text).flatMap((k) => rows[k] ?? [])
  const table = tableOf(shown, MOST_CLASSES)
  const lines = tableOf(rows, Infinity).lines.flatMap(({ row, cells }) =>
    cells.filter((c) => c.count > 0).map((c) => ({ ...c, truth: row.class, n: row.n })),
  )
  const top = lines.filter((l) => l.n >= TOO_FEW && l.drawn !== l.truth).sort((a, b) => b.share - a.share)[0]
  const label = top
    ? words.charts.confusion.finding(top.truth, drawnAs(top), share(top.share), top.kind === 'missed')
    : words.charts.confusion.nothing
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns}
      rows={lines}
      id={(l) => JSON.stringify([l.truth, l.kind, l.drawn])}
      legend={<span>{words.charts.confusion.legend(TOO_FEW, roundShare(WORTH_A_LOOK))}</span>}
    >
      {rows.length > MOST_CLASSES && (
        <SearchField shown={shown.length} of={rows.length} value={text} onChange={search} />
      )}
      <Sized least={130 + 44 * table.columns.length} most={130 + 92 * table.columns.length} label={label}>
        {(width) => <ConfusionCells table={table} link={link} width={width} label={label} />}
      </Sized>
    </Chart>
  )
}
