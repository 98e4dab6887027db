import { BLUE, ORANGE } from './colours'
import { offsetsOf, relative, type Biases } from './bias'

/** How many times too strong offsets are drawn. */
export const EXAGGERATED = 3
const SIDE = 38
const FRAME = 96
const START = (FRAME - SIDE) / 2

const exaggerated = (mean: number): number => Math.min(SIDE * 2.3, Math.max(4, SIDE * (1 + mean * EXAGGERATED)))
const shifted = (mean: number): number => Math.max(-START, Math.min(START, mean * SIDE * EXAGGERATED))

/** How somebody's boxes sit on the true box: dashed the true one, solid the mean of theirs. */
export function BiasGlyph({ bias, label }: { bias: Biases; label: string }) {
  const mean = (name: keyof Biases) => bias[name]?.mean ?? 0
  const width = exaggerated(relative('dw', mean('dw')))
  const height = exaggerated(relative('dh', mean('dh')))
  const middle = { x: FRAME / 2 + shifted(mean('dx')), y: FRAME / 2 + shifted(mean('dy')) }
  const colour = offsetsOf(bias).length > 0 ? ORANGE : BLUE
  return (
    <svg viewBox={`0 0 ${FRAME} ${FRAME}`} width={84} height={84} role="img" aria-label={label}>
      <rect
        x={START}
        y={START}
        width={SIDE}
        height={SIDE}
        fill="var(--surface-2)"
        stroke="var(--ink-3)"
        strokeDasharray="3 3"
      />
      <rect
        x={middle.x - width / 2}
        y={middle.y - height / 2}
        width={width}
        height={height}
        fill={colour}
        fillOpacity={0.13}
        stroke={colour}
        strokeWidth={2}
      />
    </svg>
  )
}
