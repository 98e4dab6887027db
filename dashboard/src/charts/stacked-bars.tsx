import type { LinkProps } from '@tanstack/react-router'
import { scaleLinear } from 'd3-scale'

import { count } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { inkOn } from './colours'
import { fit, widthOf } from './fit'
import { Mark } from './mark'
import { Sized } from './sized'
import { partsOf, total, type Kind, type Stack } from './stacked-parts'

type Props = {
  name: string
  /** What is counted, in words: "errors by kind". */
  what: string
  kinds: readonly Kind[]
  rows: readonly Stack[]
  link?: (row: string, kind: string) => LinkProps
}

const LEFT = 96
const RIGHT = 52
const ROW = 28

const columns = (kinds: readonly Kind[]): readonly Column<Stack>[] => [
  { id: 'annotator', title: words.charts.annotator, cell: (r) => <bdi>{r.name}</bdi>, value: (r) => r.name },
  ...kinds.map((k): Column<Stack> => ({
    id: k.id,
    title: k.title,
    end: true,
    cell: (r) => count(r.counts[k.id] ?? 0),
    value: (r) => r.counts[k.id] ?? 0,
  })),
]

/** Small counts of several kinds, one bar a row: errors of everybody, say. */
export function StackedBars({ name, what, kinds, rows, link }: Props) {
  const most = Math.max(1, ...rows.map((r) => total(r, kinds)))
  const worst = [...rows].sort((a, b) => total(b, kinds) - total(a, kinds))[0]
  const label = worst
    ? words.charts.stacked.finding(what, worst.name, count(total(worst, kinds)))
    : words.charts.stacked.nothing(what)
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns(kinds)}
      rows={rows}
      id={(r) => r.id}
      legend={kinds.map((k) => (
        <span key={k.id}>
          <i style={{ background: k.colour }} />
          {k.title}
        </span>
      ))}
    >
      <Sized least={380} label={label}>
        {(width) => {
          const x = scaleLinear([0, most], [LEFT, width - RIGHT])
          return (
            <svg width={width} height={ROW * rows.length} role={link ? 'group' : 'img'} aria-label={label}>
              {rows.map((row, i) => (
                <g key={row.id}>
                  <text x={LEFT - 8} y={i * ROW + ROW / 2 + 4} textAnchor="end">
                    <title>{row.name}</title>
                    {fit(row.name, LEFT - 8)}
                  </text>
                  {partsOf(row, kinds).map(({ kind, from, count: n }) => (
                    <Mark
                      key={kind.id}
                      to={link?.(row.id, kind.id)}
                      label={words.charts.stacked.part(row.name, kind.title, count(n))}
                    >
                      <rect
                        x={x(from)}
                        y={i * ROW + 4}
                        width={Math.max(1, x(from + n) - x(from) - 1)}
                        height={ROW - 8}
                        rx={2}
                        fill={kind.colour}
                      />
                      {x(from + n) - x(from) > widthOf(count(n)) + 8 && (
                        <text
                          className="cell"
                          x={(x(from) + x(from + n)) / 2}
                          y={i * ROW + ROW / 2 + 4}
                          textAnchor="middle"
                          style={{ fill: inkOn(kind.colour) }}
                        >
                          {count(n)}
                        </text>
                      )}
                    </Mark>
                  ))}
                  <text className="strong" x={x(total(row, kinds)) + 7} y={i * ROW + ROW / 2 + 4}>
                    {count(total(row, kinds))}
                  </text>
                </g>
              ))}
            </svg>
          )
        }}
      </Sized>
    </Chart>
  )
}
