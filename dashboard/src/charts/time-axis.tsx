import type { ScaleLinear } from 'd3-scale'

import { date, day } from '../format/dates'
import { mondays } from './mondays'

const YEAR = 330 * 86_400_000

/** Mondays below a chart, with their year where the chart is longer than one. */
export function TimeAxis({ x, y }: { x: ScaleLinear<number, number>; y: number }) {
  const [first = 0, last = 0] = x.domain()
  const [from = 0, to = 0] = x.range()
  const long = last - first > YEAR
  return mondays(first, last, to - from, long ? 96 : 64).map((ms) => {
    const iso = new Date(ms).toISOString()
    return (
      <text key={ms} x={x(ms)} y={y} textAnchor="middle">
        {long ? date(iso) : day(iso)}
      </text>
    )
  })
}
