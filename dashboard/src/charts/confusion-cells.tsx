import type { LinkProps } from '@tanstack/react-router'
import { useId } from 'react'

import { compact, count, roundShare, share } from '../format/numbers'
import { words } from '../words'
import { TOO_FEW } from './bars'
import { inkOn, OUTLINE, rightColour, wrongColour } from './colours'
import { heads, widthOf } from './fit'
import { Hatch } from './hatch'
import { Mark } from './mark'
import { cellAt, useSteps } from './steps'
import { FLOOR, WORTH_A_LOOK, type Cell, type Head, type Table } from './truth-rows'

type Props = {
  table: Table
  link: ((truth: string, drawn: string | null) => LinkProps) | undefined
  width: number
  label: string
}

const LEFT = 84
const RIGHT = 46
const TOP = 36
const ROW = 28

const headOf = (head: Head): string =>
  head.kind === 'class'
    ? head.drawn
    : head.kind === 'missed'
      ? words.charts.confusion.missed
      : words.charts.confusion.others

/** Where the images of a cell are; what is gathered under "others" leads to all of the class. */
const target = (link: Props['link'], truth: string, cell: Cell): LinkProps | undefined =>
  link?.(truth, cell.kind === 'class' ? cell.drawn : null)

/** The cells of a confusion table. */
export function ConfusionCells({ table: { columns, lines }, link, width, label }: Props) {
  const hatch = useId()
  const size = (width - LEFT - RIGHT) / columns.length
  const titles = heads(columns.map(headOf), size - 2)
  const names = heads(
    lines.map((l) => l.row.class),
    LEFT - 8,
  )
  const step = useSteps(
    link ? lines.flatMap(({ cells }, i) => cells.flatMap((c, j) => (c.share < FLOOR ? [] : [cellAt(i, j)]))) : [],
  )
  return (
    <svg width={width} height={TOP + ROW * lines.length} role={link ? 'group' : 'img'} aria-label={label}>
      <Hatch id={hatch} />
      <text x={LEFT} y={11}>
        {words.charts.confusion.drawnAs}
      </text>
      <text x={width} y={TOP - 8} textAnchor="end">
        {words.charts.n}
      </text>
      {columns.map((head, j) => (
        <text key={j} x={LEFT + j * size + size / 2} y={TOP - 8} textAnchor="middle">
          <title>{headOf(head)}</title>
          {titles[j]}
        </text>
      ))}
      {lines.map(({ row, cells }, i) => (
        <g key={row.class}>
          <text x={LEFT - 8} y={TOP + i * ROW + ROW / 2 + 4} textAnchor="end">
            <title>{row.class}</title>
            {names[i]}
          </text>
          <text x={width} y={TOP + i * ROW + ROW / 2 + 4} textAnchor="end">
            <title>{count(row.n)}</title>
            {compact(row.n)}
          </text>
          {cells.map((cell, j) => {
            if (cell.share < FLOOR) return null
            const few = row.n < TOO_FEW
            const hit = cell.kind === 'class' && cell.drawn === row.class
            const fill = few ? `url(#${hatch})` : (hit ? rightColour : wrongColour)(cell.share)
            const said = words.charts.confusion.cell(
              row.class,
              headOf(cell),
              share(cell.share),
              count(row.n),
              cell.kind,
              few,
            )
            const outlined = !few && !hit && cell.share >= WORTH_A_LOOK
            return (
              <Mark key={j} to={target(link, row.class, cell)} label={said} steps={step(i, j)}>
                <rect
                  x={LEFT + j * size + 1}
                  y={TOP + i * ROW + 1}
                  width={size - 2}
                  height={ROW - 2}
                  rx={4}
                  fill={fill}
                  stroke={outlined ? OUTLINE : 'none'}
                  strokeWidth={1.8}
                />
                <text
                  className="cell"
                  x={LEFT + j * size + size / 2}
                  y={TOP + i * ROW + ROW / 2 + 4}
                  textAnchor="middle"
                  style={{ fill: few ? 'var(--ink-3)' : inkOn(fill) }}
                >
                  {cell.share < 0.1 && widthOf('9.9%') <= size - 4 ? share(cell.share) : roundShare(cell.share)}
                </text>
              </Mark>
            )
          })}
        </g>
      ))}
    </svg>
  )
}
