import type { LinkProps } from '@tanstack/react-router'
import { scaleLinear } from 'd3-scale'

import { compact, count, score, share } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { HEALTHY } from './bars'
import { BLUE, ORANGE } from './colours'
import { Mark } from './mark'
import { Sized } from './sized'
import { ValueAxis } from './value-axis'

type Bin = { low: number; high: number; count: number }

type Props = {
  name: string
  /** What the bins are of, in words: "IoU of an image". */
  what: string
  /** One more than counts. */
  edges: readonly number[]
  counts: readonly number[]
  n: number
  bar?: number
  /** The share below the bar, as the server says it. */
  below: number | null
  /** Where the images of a bin are. */
  link?: (low: number, high: number) => LinkProps
  height?: number
}

const MARGIN = { left: 44, right: 12, top: 22, bottom: 26 }

const binsOf = (edges: readonly number[], counts: readonly number[]): Bin[] =>
  counts.map((n, k) => ({ low: edges[k] ?? 0, high: edges[k + 1] ?? 1, count: n }))

const columns: readonly Column<Bin>[] = [
  { id: 'from', title: words.charts.histogram.from, cell: (b) => score(b.low), value: (b) => b.low },
  { id: 'to', title: words.charts.histogram.to, cell: (b) => score(b.high), value: (b) => b.high },
  { id: 'images', title: words.charts.histogram.images, end: true, cell: (b) => count(b.count), value: (b) => b.count },
]

/** How many images have which figure; a bar leads to its images. */
export function Histogram({ name, what, edges, counts, n, bar = HEALTHY, below, link, height = 210 }: Props) {
  const bins = binsOf(edges, counts)
  const label = words.charts.histogram.finding(what, share(below), score(bar), count(n))
  const floor = height - MARGIN.bottom
  const y = scaleLinear([0, Math.max(1, ...counts)], [floor, MARGIN.top]).nice(4)
  return (
    <Chart name={name} caption={label} columns={columns} rows={bins} id={(b) => String(b.low)}>
      <Sized least={360} label={label}>
        {(width) => {
          const x = scaleLinear([edges[0] ?? 0, edges.at(-1) ?? 1], [MARGIN.left, width - MARGIN.right])
          return (
            <svg width={width} height={height} role={link ? 'group' : 'img'} aria-label={label}>
              <ValueAxis y={y} from={MARGIN.left} to={width - MARGIN.right} text={compact} ticks={4} />
              {x.ticks(width < 480 ? 5 : 10).map((v) => (
                <text key={v} x={x(v)} y={height - 8} textAnchor="middle">
                  {score(v)}
                </text>
              ))}
              {bins.map((b) =>
                b.count === 0 ? null : (
                  <Mark
                    key={b.low}
                    to={link?.(b.low, b.high)}
                    label={words.charts.histogram.bin(score(b.low), score(b.high), count(b.count))}
                  >
                    <rect
                      x={x(b.low) + 1}
                      y={Math.min(y(b.count), floor - 2)}
                      width={Math.max(1, x(b.high) - x(b.low) - 2)}
                      height={Math.max(2, floor - y(b.count))}
                      rx={2}
                      fill={b.high <= bar + 1e-9 ? ORANGE : BLUE}
                    />
                  </Mark>
                ),
              )}
              <line
                x1={x(bar)}
                x2={x(bar)}
                y1={MARGIN.top - 6}
                y2={floor}
                stroke="var(--attention)"
                strokeWidth={1.4}
              />
              <text className="strong" x={x(bar) - 6} y={MARGIN.top - 8} textAnchor="end">
                {words.charts.histogram.below(share(below), score(bar))}
              </text>
            </svg>
          )
        }}
      </Sized>
    </Chart>
  )
}
