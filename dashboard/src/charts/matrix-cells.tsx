import type { LinkProps } from '@tanstack/react-router'
import { useId } from 'react'

import { count, DASH, scoreAgainst } from '../format/numbers'
import { words } from '../words'
import { TOO_FEW_OF_A_PAIR } from './bars'
import { agreementColour, inkOn } from './colours'
import { heads } from './fit'
import { Hatch } from './hatch'
import { Mark } from './mark'
import { cellAt, useSteps } from './steps'

export type Pairs = {
  annotators: readonly { id: string; name: string }[]
  values: readonly (readonly (number | null)[])[]
  n: readonly (readonly number[])[]
}

type Props = {
  pairs: Pairs
  what: string
  bar: number
  link: ((one: string, other: string) => LinkProps) | undefined
  width: number
  label: string
}

const LEFT = 74
const TOP = 24
const ROW = 30

/** The cells of a matrix of pairs; each leads to the images that both answered. */
export function MatrixCells({ pairs, what, bar, link, width, label }: Props) {
  const { annotators, values, n } = pairs
  const hatch = useId()
  const size = (width - LEFT) / annotators.length
  const colour = agreementColour(bar)
  const names = annotators.map((a) => a.name)
  const [rows, columns] = [heads(names, LEFT - 8), heads(names, size - 4)]
  const step = useSteps(
    link ? values.flatMap((row, i) => row.flatMap((v, j) => (v === null || i === j ? [] : [cellAt(i, j)]))) : [],
  )
  return (
    <svg width={width} height={TOP + ROW * annotators.length} role={link ? 'group' : 'img'} aria-label={label}>
      <Hatch id={hatch} />
      {annotators.map((a, i) => (
        <g key={a.id}>
          <title>{a.name}</title>
          <text x={LEFT - 8} y={TOP + i * ROW + ROW / 2 + 4} textAnchor="end">
            {rows[i]}
          </text>
          <text x={LEFT + i * size + size / 2} y={TOP - 9} textAnchor="middle">
            {columns[i]}
          </text>
        </g>
      ))}
      {annotators.map((one, i) =>
        annotators.map((other, j) => {
          const at = { x: LEFT + j * size + 1, y: TOP + i * ROW + 1, width: size - 2, height: ROW - 2, rx: 4 }
          const middle = { x: at.x + at.width / 2, y: at.y + at.height / 2 + 4, textAnchor: 'middle' as const }
          const value = values[i]?.[j] ?? null
          const shared = n[i]?.[j] ?? 0
          if (i === j) return <rect key={other.id} {...at} fill="var(--surface-2)" />
          if (value === null)
            return (
              <g key={other.id}>
                <title>{words.charts.matrix.none(one.name, other.name)}</title>
                <rect {...at} fill="none" stroke="var(--line)" />
                <text {...middle}>{DASH}</text>
              </g>
            )
          const few = shared < TOO_FEW_OF_A_PAIR
          const fill = few ? `url(#${hatch})` : colour(value)
          const said = words.charts.matrix.pair(
            one.name,
            other.name,
            what,
            scoreAgainst(value, bar),
            count(shared),
            few,
          )
          return (
            <Mark key={other.id} to={link?.(one.id, other.id)} label={said} steps={step(i, j)}>
              <rect {...at} fill={fill} />
              <text {...middle} className="cell" style={{ fill: few ? 'var(--ink-3)' : inkOn(fill) }}>
                {scoreAgainst(value, bar)}
              </text>
            </Mark>
          )
        }),
      )}
    </svg>
  )
}
