import { useState, type KeyboardEvent } from 'react'

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

type Placed = { element: SVGElement; row: number; column: number }

const placed = (element: SVGElement): Placed => ({
  element,
  row: Number(element.dataset['row']),
  column: Number(element.dataset['column']),
})

/** The nearest of the cells in the way of the key, in the same row or column. */
function next(cells: readonly Placed[], row: number, column: number, [down, right]: readonly [number, number]) {
  const ahead = cells.filter((cell) =>
    down === 0
      ? cell.row === row && (cell.column - column) * right > 0
      : cell.column === column && (cell.row - row) * down > 0,
  )
  const far = (cell: Placed) => Math.abs(cell.row - row) + Math.abs(cell.column - column)
  return ahead.sort((a, b) => far(a) - far(b))[0]
}

/** How a cell is called among the others. */
export const cellAt = (row: number, column: number): string => `${row}:${column}`

/** Cells of a chart as one stop of the Tab key; arrow keys walk from cell to cell. `cells`: those that lead somewhere. */
export function useSteps(cells: readonly string[]) {
  const [chosen, choose] = useState<string | null>(null)
  const current = chosen !== null && cells.includes(chosen) ? chosen : cells[0]
  return (row: number, column: number) => ({
    'tabIndex': cellAt(row, column) === current ? 0 : -1,
    'data-row': row,
    'data-column': column,
    'onFocus': () => {
      choose(cellAt(row, column))
    },
    'onKeyDown': (event: KeyboardEvent<Element>) => {
      const way = WAYS[event.key]
      const picture = event.currentTarget.closest('svg')
      if (way === undefined || picture === null) return
      event.preventDefault()
      const others = [...picture.querySelectorAll<SVGElement>('a[data-row]')].map(placed)
      next(others, row, column, way)?.element.focus()
    },
  })
}
