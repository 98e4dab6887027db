import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'

import { count, interval, score } from '../format/numbers'
import { Chart } from '../parts/chart'
import type { Column } from '../parts/table'
import { words } from '../words'
import { TOO_FEW_OF_A_PAIR } from './bars'
import { Curve, type Scales } from './curve'
import { MarkerLines } from './marker-lines'
import { at, dayOf, type Marker, type Point } from './point'
import { said } from './said'
import { Sized } from './sized'
import { TimeAxis } from './time-axis'
import { ValueAxis } from './value-axis'

type Props = {
  name: string
  /** What is drawn, in words: "accuracy on the ground truth". */
  what: string
  own: readonly Point[]
  /** Everybody's, of the same weeks. */
  team: readonly Point[]
  markers?: readonly Marker[]
  /** Scores by default; shares and seconds bring their own. */
  text?: (value: number) => string
  /** The largest value there can be; Infinity for seconds. */
  most?: number
  height?: number
}

type Week = { point: Point; team: number | null }

const MARGIN = { left: 52, right: 16, top: 38, bottom: 26 }

const columns = (what: string, text: (value: number) => string): readonly Column<Week>[] => {
  const told = said(text)
  return [
    { id: 'key', title: words.charts.week, cell: (w) => dayOf(w.point), value: (w) => w.point.key },
    { id: 'value', title: what, end: true, cell: (w) => told(w.point.value), value: (w) => w.point.value },
    {
      id: 'low',
      title: words.charts.low,
      end: true,
      cell: (w) => told(w.point.ci95?.[0]),
      value: (w) => w.point.ci95?.[0] ?? null,
    },
    {
      id: 'high',
      title: words.charts.high,
      end: true,
      cell: (w) => told(w.point.ci95?.[1]),
      value: (w) => w.point.ci95?.[1] ?? null,
    },
    { id: 'n', title: words.charts.n, end: true, cell: (w) => count(w.point.n), value: (w) => w.point.n },
    { id: 'team', title: words.charts.team, end: true, cell: (w) => told(w.team), value: (w) => w.team },
  ]
}

/** Room for all values and intervals, and a little around. */
function heightsOf(points: readonly Point[], most: number, height: number): Scales['y'] {
  const all = points.flatMap((p) => [p.value, p.ci95?.[0], p.ci95?.[1]])
  const [low = 0, high = 1] = extent(all, (v) => v ?? undefined)
  const room = Math.max(high - low, high * 0.05, 1e-6) * 0.1
  return scaleLinear([Math.max(0, low - room), Math.min(most, high + room)], [height - MARGIN.bottom, MARGIN.top]).nice(
    4,
  )
}

/** One annotator from week to week, beside the team. */
export function LearningCurve({ name, what, own, team, markers = [], text = score, most = 1, height = 230 }: Props) {
  const beside = new Map(team.map((p) => [p.key, p.value]))
  const known = own.filter((p) => p.value !== null)
  const told = said(text)
  const label = words.charts.learning.finding(what, known.length, told(known[0]?.value), told(known.at(-1)?.value))
  const y = heightsOf([...own, ...team], most, height)
  const times = [...own, ...team].map(at)
  return (
    <Chart
      name={name}
      caption={label}
      columns={columns(what, text)}
      rows={own.map((point) => ({ point, team: beside.get(point.key) ?? null }))}
      id={(w) => w.point.key}
      legend={
        <>
          <span>
            <i style={{ background: 'var(--chart-1)' }} />
            {words.charts.learning.own}
          </span>
          <span>
            <i className="dashed" />
            {words.charts.team}
          </span>
        </>
      }
    >
      <Sized least={420} label={label}>
        {(width) => {
          const right = width - MARGIN.right
          const x = scaleLinear([Math.min(...times), Math.max(...times)], [MARGIN.left + 8, right - 8])
          return (
            <svg width={width} height={height} role="img" aria-label={label}>
              <ValueAxis y={y} from={MARGIN.left} to={right} text={text} ticks={4} />
              <TimeAxis x={x} y={height - 6} />
              <Curve
                points={team.map((p) => ({ ...p, ci95: null }))}
                scales={{ x, y }}
                stroke="var(--ink-3)"
                width={1.4}
                dashed
              />
              <Curve points={own} scales={{ x, y }} />
              <MarkerLines markers={markers} x={x} top={MARGIN.top} bottom={height - MARGIN.bottom} />
              {known.map((p) => (
                <circle
                  key={p.key}
                  cx={x(at(p))}
                  cy={y(p.value ?? 0)}
                  r={3.2}
                  fill={p.n < TOO_FEW_OF_A_PAIR ? 'var(--surface)' : 'var(--chart-1)'}
                  stroke={p.n < TOO_FEW_OF_A_PAIR ? 'var(--ink-3)' : 'var(--surface)'}
                  strokeWidth={1.2}
                >
                  <title>
                    {words.charts.learning.point(
                      dayOf(p),
                      what,
                      told(p.value),
                      interval(p.ci95, text),
                      count(p.n),
                      told(beside.get(p.key)),
                    )}
                  </title>
                </circle>
              ))}
            </svg>
          )
        }}
      </Sized>
    </Chart>
  )
}
