import { scaleLinear } from 'd3-scale'

import { DASH, interval, share } from '../format/numbers'
import { words } from '../words'
import { TOO_FEW } from './bars'
import type { Bounds } from './point'

type Props = {
  value: number | null
  ci95: Bounds
  /** Below 25 it is grey and not judged. */
  n: number
  /** The ends of the axis, the same for a whole table. */
  low: number
  high: number
  /** Where the tick stands; without, there is none and nothing is judged. */
  bar?: number | undefined
  text?: (value: number) => string
  width?: number
}

const EDGE = 3

/** A figure as a dot on its interval; red when all of the interval lies below the bar. */
export function Interval({ value, ci95, n, low, high, bar, text = share, width = 88 }: Props) {
  if (value === null) return <span className="small">{DASH}</span>
  const x = scaleLinear([low, high], [EDGE, width - EDGE]).clamp(true)
  const few = n < TOO_FEW
  const [from, to] = ci95 ?? []
  const bad = !few && bar !== undefined && to !== undefined && to < bar
  const colour = few ? 'var(--ink-3)' : bad ? 'var(--bad)' : 'var(--chart-1)'
  const label = words.charts.interval(text(value), interval(ci95, text), bar === undefined ? '' : text(bar), bad, few)
  return (
    <svg className="interval" width={width} height={18} role="img" aria-label={label}>
      <title>{label}</title>
      <line x1={EDGE} x2={width - EDGE} y1={9} y2={9} stroke="var(--line)" strokeWidth={2} />
      {bar !== undefined && <line x1={x(bar)} x2={x(bar)} y1={3} y2={15} stroke="var(--ink-3)" strokeWidth={1.2} />}
      {from !== undefined && to !== undefined && (
        <line x1={x(from)} x2={x(to)} y1={9} y2={9} stroke={colour} strokeWidth={5} strokeOpacity={0.4} />
      )}
      <circle cx={x(value)} cy={9} r={3.4} fill={colour} />
    </svg>
  )
}
