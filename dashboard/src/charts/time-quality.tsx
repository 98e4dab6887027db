import type { LinkProps } from '@tanstack/react-router'
import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'

import { count, interval, score, seconds } from '../format/numbers'
import { Chart } from '../parts/chart'
import { COLOURS } from '../parts/swatch'
import type { Column } from '../parts/table'
import { words } from '../words'
import { TOO_FEW } from './bars'
import { Mark } from './mark'
import type { Bounds } from './point'
import { said } from './said'
import { Sized } from './sized'
import { ValueAxis } from './value-axis'

/** One annotator: how long an image takes, and how good the answers are. */
export type Worker = {
  id: string
  name: string
  /** Among the persons of the project: colour and digit. */
  place: number
  seconds: number
  value: number
  ci95: Bounds
  n: number
}

type Props = {
  name: string
  /** What stands at the side, in words: "IoU with the others". */
  what: string
  workers: readonly Worker[]
  bar?: number | undefined
  text?: (value: number) => string
  link?: (id: string) => LinkProps
  height?: number
}

const MARGIN = { left: 52, right: 20, top: 16, bottom: 42 }
const RADIUS = 9

const columns = (what: string, text: (value: number) => string): readonly Column<Worker>[] => [
  { id: 'annotator', title: words.charts.annotator, cell: (w) => <bdi>{w.name}</bdi>, value: (w) => w.name },
  {
    id: 'seconds',
    title: words.charts.time.seconds,
    end: true,
    cell: (w) => seconds(w.seconds),
    value: (w) => w.seconds,
  },
  { id: 'value', title: what, end: true, cell: (w) => text(w.value), value: (w) => w.value },
  {
    id: 'low',
    title: words.charts.low,
    end: true,
    cell: (w) => said(text)(w.ci95?.[0]),
    value: (w) => w.ci95?.[0] ?? null,
  },
  {
    id: 'high',
    title: words.charts.high,
    end: true,
    cell: (w) => said(text)(w.ci95?.[1]),
    value: (w) => w.ci95?.[1] ?? null,
  },
  { id: 'n', title: words.charts.n, end: true, cell: (w) => count(w.n), value: (w) => w.n },
]

/** Time against quality: a dot for each annotator, with its colour, its digit and its interval. */
export function TimeQuality({ name, what, workers, bar, text = score, link, height = 280 }: Props) {
  const label = words.charts.time.finding(what, workers.length)
  const values = workers.flatMap((w) => [w.value, w.ci95?.[0] ?? w.value, w.ci95?.[1] ?? w.value])
  const [low = 0, high = 1] = extent(bar === undefined ? values : [...values, bar])
  const room = Math.max(0.02, (high - low) * 0.08)
  const y = scaleLinear([Math.max(0, low - room), Math.min(1, high + room)], [height - MARGIN.bottom, MARGIN.top]).nice(
    5,
  )
  const longest = Math.max(1, ...workers.map((w) => w.seconds))
  return (
    <Chart name={name} caption={label} columns={columns(what, text)} rows={workers} id={(w) => w.id}>
      <Sized least={420} label={label}>
        {(width) => {
          const right = width - MARGIN.right
          const x = scaleLinear([0, longest * 1.08], [MARGIN.left, right]).nice(6)
          return (
            <svg width={width} height={height} role={link ? 'group' : 'img'} aria-label={label}>
              <ValueAxis y={y} from={MARGIN.left} to={right} text={text} />
              {x.ticks(width < 520 ? 4 : 7).map((v) => (
                <text key={v} x={x(v)} y={height - 24} textAnchor="middle">
                  {seconds(v)}
                </text>
              ))}
              <text x={(MARGIN.left + right) / 2} y={height - 5} textAnchor="middle">
                {words.charts.time.seconds}
              </text>
              {bar !== undefined && (
                <line x1={MARGIN.left} x2={right} y1={y(bar)} y2={y(bar)} stroke="var(--attention)" strokeWidth={1.4} />
              )}
              {workers.map((w) => (
                <Dot key={w.id} worker={w} x={x(w.seconds)} y={y} what={what} text={text} link={link} />
              ))}
            </svg>
          )
        }}
      </Sized>
    </Chart>
  )
}

type Dotted = {
  worker: Worker
  x: number
  y: (value: number) => number
  what: string
  text: (value: number) => string
  link: ((id: string) => LinkProps) | undefined
}

const Dot = ({ worker: w, x, y, what, text, link }: Dotted) => {
  const [low, high] = w.ci95 ?? []
  return (
    <Mark
      to={link?.(w.id)}
      label={words.charts.time.dot(
        w.name,
        seconds(w.seconds),
        what,
        text(w.value),
        interval(w.ci95, text),
        count(w.n),
        w.n < TOO_FEW,
      )}
    >
      <circle cx={x} cy={y(w.value)} r={13} fill="transparent" />
      {low !== undefined && high !== undefined && (
        <line x1={x} x2={x} y1={y(low)} y2={y(high)} stroke="var(--ink-3)" strokeWidth={1.6} />
      )}
      <circle
        cx={x}
        cy={y(w.value)}
        r={RADIUS}
        fill={w.n < TOO_FEW ? 'var(--surface)' : `var(--a${w.place % COLOURS})`}
        stroke="var(--ink-3)"
        strokeWidth={1.2}
      />
      <text
        className="cell"
        x={x}
        y={y(w.value) + 4}
        textAnchor="middle"
        style={{ fill: w.n < TOO_FEW ? 'var(--ink-2)' : '#14181f' }}
      >
        {w.place + 1}
      </text>
    </Mark>
  )
}
