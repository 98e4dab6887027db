import type { ScaleLinear } from 'd3-scale'

import { score } from '../format/numbers'

type Props = {
  y: ScaleLinear<number, number>
  from: number
  to: number
  text?: (value: number) => string
  ticks?: number
}

/** Values at the left of a chart and their lines across it. */
export const ValueAxis = ({ y, from, to, text = score, ticks = 5 }: Props) =>
  y.ticks(ticks).map((v) => (
    <g key={v}>
      <line x1={from} x2={to} y1={y(v)} y2={y(v)} stroke="var(--chart-grid)" />
      <text x={from - 8} y={y(v) + 4} textAnchor="end">
        {text(v)}
      </text>
    </g>
  ))
