import type { LinkProps } from '@tanstack/react-router'
import { max, min } from 'd3-array'
import { scaleLinear } from 'd3-scale'

import { fine, score } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { HEALTHY } from './bars'
import { ControlLegend } from './control-legend'
import { ControlMarks } from './control-marks'
import type { Scales } from './curve'
import { judged, limitsOf, outside, type Limits } from './limits'
import { MarkerLines } from './marker-lines'
import { at, dayOf, type Marker, type Point } from './point'
import { Sized } from './sized'
import { spread } from './spread'
import { TimeAxis } from './time-axis'
import { ValueAxis } from './value-axis'

type Props = {
  /** Names the file of the table. */
  name: string
  /** What is drawn, in words: "mean IoU". */
  what: string
  points: readonly Point[]
  bar?: number | undefined
  markers?: readonly Marker[]
  /** Where the images of a point are. */
  link?: (point: Point) => LinkProps
  height?: number
}

const MARGIN = { left: 40, right: 108, top: 38, bottom: 26 }

const columns = (what: string, limits: Limits | null): readonly Column<Point>[] => [
  { id: 'key', title: words.charts.week, cell: dayOf, value: (p) => p.key },
  { id: 'value', title: what, end: true, cell: (p) => fine(p.value), value: (p) => p.value },
  { id: 'low', title: words.charts.low, end: true, cell: (p) => fine(p.ci95?.[0]), value: (p) => p.ci95?.[0] ?? null },
  {
    id: 'high',
    title: words.charts.high,
    end: true,
    cell: (p) => fine(p.ci95?.[1]),
    value: (p) => p.ci95?.[1] ?? null,
  },
  { id: 'n', title: words.charts.n, end: true, cell: (p) => p.n, value: (p) => p.n },
  {
    id: 'state',
    title: words.charts.state,
    cell: (p) => words.charts.control.state(judged(p), outside(p, limits)),
    value: (p) => (judged(p) ? (outside(p, limits) ? 'out' : 'in') : 'too_few'),
  },
]

/** Heights of everything that is drawn; the axis of scores need not begin at 0. */
function heightsOf(points: readonly Point[], limits: Limits | null, bar: number, height: number): Scales['y'] {
  const lows = points.flatMap((p) => [p.value, p.ci95?.[0]])
  const highs = points.flatMap((p) => [p.value, p.ci95?.[1]])
  const low = Math.min(bar - 0.02, limits?.low ?? bar, min(lows, (v) => v ?? undefined) ?? bar)
  const high = Math.max(bar + 0.02, limits?.high ?? bar, max(highs, (v) => v ?? undefined) ?? bar)
  return scaleLinear([Math.max(-1, low), Math.min(1, high)], [height - MARGIN.bottom, MARGIN.top]).nice(5)
}

/** A figure over time with its interval, judged by the limits of its own first weeks and by the bar. */
export function ControlChart({ name, what, points, bar = HEALTHY, markers = [], link, height = 268 }: Props) {
  const limits = limitsOf(points)
  const y = heightsOf(points, limits, bar, height)
  const times = points.map(at)
  const span: [number, number] = [Math.min(...times), Math.max(...times)]
  const since = markers.filter((m) => Date.parse(m.at) >= span[0])
  const out = points.filter((p) => outside(p, limits)).length
  const label = words.charts.control.finding(what, score(points.at(-1)?.value), out, points.length)
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns(what, limits)}
      rows={points}
      id={(p) => p.key}
      legend={<ControlLegend what={what} limits={limits} markers={since} />}
    >
      <Sized least={460} label={label}>
        {(width) => {
          const right = width - MARGIN.right
          const x = scaleLinear(span, [MARGIN.left + 8, right - 8])
          return (
            <svg width={width} height={height} role={link ? 'group' : 'img'} aria-label={label}>
              <ValueAxis y={y} from={MARGIN.left} to={right} />
              <TimeAxis x={x} y={height - 6} />
              {limits && <Range limits={limits} y={y} from={MARGIN.left} to={right} />}
              <line x1={MARGIN.left} x2={right} y1={y(bar)} y2={y(bar)} stroke="var(--attention)" strokeWidth={1.4} />
              <Names limits={limits} bar={bar} y={y} x={right + 8} bottom={height - MARGIN.bottom} />
              <MarkerLines markers={since} x={x} top={MARGIN.top} bottom={height - MARGIN.bottom} />
              <ControlMarks points={points} limits={limits} what={what} scales={{ x, y }} link={link} />
            </svg>
          )
        }}
      </Sized>
    </Chart>
  )
}

type Within = { limits: Limits; y: Scales['y']; from: number; to: number }

/** The range that a week may stray in, and its centre. */
const Range = ({ limits, y, from, to }: Within) => (
  <>
    <rect
      x={from}
      width={to - from}
      y={y(limits.high)}
      height={y(limits.low) - y(limits.high)}
      fill="var(--surface-2)"
    />
    <line x1={from} x2={to} y1={y(limits.centre)} y2={y(limits.centre)} stroke="var(--line-2)" />
    {[limits.low, limits.high].map((v) => (
      <line
        key={v}
        x1={from}
        x2={to}
        y1={y(v)}
        y2={y(v)}
        stroke="var(--ink-3)"
        strokeDasharray="4 4"
        strokeWidth={0.9}
      />
    ))}
  </>
)

type Named = { limits: Limits | null; bar: number; y: Scales['y']; x: number; bottom: number }

/** What the lines are, at their right ends, none over another. */
function Names({ limits, bar, y, x, bottom }: Named) {
  const named = [
    ...(limits
      ? [
          { value: limits.high, text: words.charts.control.upper },
          { value: limits.centre, text: words.charts.control.centre(score(limits.centre)) },
          { value: limits.low, text: words.charts.control.lower },
        ]
      : []),
    { value: bar, text: words.charts.control.bar(score(bar)) },
  ]
  const heights = spread(
    named.map((n) => y(n.value) + 4),
    13,
    MARGIN.top,
    bottom,
  )
  return named.map((n, k) => (
    <text key={n.text} x={x} y={heights[k]}>
      {n.text}
    </text>
  ))
}
