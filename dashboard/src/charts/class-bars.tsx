import { Link, type LinkProps } from '@tanstack/react-router'
import { scaleLog } from 'd3-scale'

import { compact, count, ratio } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { BLUE, ORANGE } from './colours'
import { ends } from './class-ends'
import { fit } from './fit'
import { Mark } from './mark'
import { Sized } from './sized'

export type ClassCount = { class: string; count: number }

type Props = {
  name: string
  rows: readonly ClassCount[]
  /** What is counted, for the table's head: "objects". */
  what: string
  /** Classes rarer than 1 : this, beside the largest, are orange. */
  limit: number
  link?: (name: string) => LinkProps
  /** Lower rows, for paper. */
  dense?: boolean
  /** Where all classes are, when there are more than are drawn. */
  all?: LinkProps
}

const MOST = 30
const LEFT = 86
const RIGHT = 150
const ROW = { usual: 32, dense: 22 }
/** Bars leave so much of their row free. */
const FREE = { usual: 14, dense: 8 }

/** How many times the largest has what this one has; null for a class that nobody drew. */
const behind = (row: ClassCount, top: number): number | null => (row.count === 0 ? null : top / row.count)
const beside = (row: ClassCount, top: number): string => {
  const times = behind(row, top)
  return times === null ? words.charts.classes.none : times === 1 ? '' : words.charts.classes.ratio(ratio(times))
}

const columns = (what: string, top: number): readonly Column<ClassCount>[] => [
  { id: 'class', title: words.charts.classes.name, cell: (r) => <bdi>{r.class}</bdi>, value: (r) => r.class },
  { id: 'count', title: what, end: true, cell: (r) => count(r.count), value: (r) => r.count },
  {
    id: 'ratio',
    title: words.charts.classes.beside,
    end: true,
    cell: (r) => beside(r, top),
    value: (r) => behind(r, top),
  },
]

/** Counts on a log scale, so that a rare class can be seen at all. */
export function ClassBars({ name, rows, what, limit, link, dense = false, all }: Props) {
  const step = dense ? ROW.dense : ROW.usual
  const thick = step - (dense ? FREE.dense : FREE.usual)
  const order = [...rows].sort((a, b) => b.count - a.count)
  const top = order[0]?.count ?? 0
  const shown = order.slice(0, MOST)
  const rare = order.filter((r) => (behind(r, top) ?? Infinity) > limit)
  const label = words.charts.classes.finding(what, order.length, rare.length, ratio(limit))
  const [low, high] = ends(order.map((r) => r.count))
  const ticks = Array.from({ length: Math.round(Math.log10(high / low)) }, (_, k) => low * 10 ** (k + 1)).filter(
    (v) => v >= 1,
  )
  return (
    <Chart name={name} caption={label} columns={columns(what, top)} rows={order} id={(r) => r.class}>
      <Sized least={420} label={label}>
        {(width) => {
          const x = scaleLog([low, high], [LEFT, width - RIGHT]).clamp(true)
          const bottom = step * shown.length
          return (
            <svg width={width} height={bottom + 18} role={link ? 'group' : 'img'} aria-label={label}>
              {ticks.map((v) => (
                <g key={v}>
                  <line x1={x(v)} x2={x(v)} y1={0} y2={bottom} stroke="var(--chart-grid)" />
                  <text x={x(v)} y={bottom + 14} textAnchor="middle">
                    {compact(v)}
                  </text>
                </g>
              ))}
              {shown.map((row, k) => (
                <Mark
                  key={row.class}
                  to={link?.(row.class)}
                  label={words.charts.classes.bar(row.class, count(row.count), what, beside(row, top))}
                >
                  <rect x={0} y={k * step + 2} width={width} height={step - 4} fill="transparent" />
                  <text x={LEFT - 8} y={k * step + step / 2 + 4} textAnchor="end">
                    {fit(row.class, LEFT - 8)}
                  </text>
                  {row.count > 0 && (
                    <rect
                      x={LEFT}
                      y={k * step + (step - thick) / 2}
                      width={Math.max(2, x(row.count) - LEFT)}
                      height={thick}
                      rx={3}
                      fill={rare.includes(row) ? ORANGE : BLUE}
                    />
                  )}
                  <text x={width - RIGHT + 78} y={k * step + step / 2 + 4} className="strong" textAnchor="end">
                    {count(row.count)}
                  </text>
                  <text x={width} y={k * step + step / 2 + 4} textAnchor="end">
                    {beside(row, top)}
                  </text>
                </Mark>
              ))}
            </svg>
          )
        }}
      </Sized>
      {order.length > MOST && (
        <p className="small">
          {words.charts.classes.first(MOST)} {all && <Link {...all}>{words.charts.classes.all(order.length)}</Link>}
        </p>
      )}
    </Chart>
  )
}
