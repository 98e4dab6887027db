import type { ScaleLinear } from 'd3-scale'

import { day } from '../format/dates'
import { words } from '../words'
import { fit, widthOf } from './fit'
import type { Marker } from './point'
import { rowsOf } from './spread'

const ROWS = 2
const ROW = 13
const ROOM = 120

type Props = { markers: readonly Marker[]; x: ScaleLinear<number, number>; top: number; bottom: number }

/** Dotted lines where something changed, each with its kind above it. */
export function MarkerLines({ markers, x, top, bottom }: Props) {
  const [from = 0, to = 0] = x.range()
  const [first = 0, last = 0] = x.domain()
  const shown = markers
    .map((m) => ({ ...m, ms: Date.parse(m.at) }))
    .filter((m) => m.ms >= first)
    .map((m) => ({ ...m, x: x(Math.min(m.ms, last)), short: fit(words.charts.markerKind[m.kind] ?? m.kind, ROOM) }))
  const rows = rowsOf(
    shown.map((m) => [m.x - widthOf(m.short) / 2 - 4, m.x + widthOf(m.short) / 2 + 4] as const),
    ROWS,
  )
  return shown.map((m, k) => {
    const half = widthOf(m.short) / 2
    const row = rows[k] ?? -1
    return (
      <g key={m.at + m.text}>
        <title>{words.charts.marker(day(m.at), m.text)}</title>
        <line x1={m.x} x2={m.x} y1={top - 4} y2={bottom} stroke="var(--ink-2)" strokeDasharray="2 3" />
        {row >= 0 && (
          <text
            className="strong"
            x={Math.max(from + half, Math.min(to - half, m.x))}
            y={top - 9 - ROW * row}
            textAnchor="middle"
          >
            {m.short}
          </text>
        )}
      </g>
    )
  })
}
