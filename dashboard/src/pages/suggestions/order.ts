type Valued<Row> = { id: string; value?: (row: Row) => string | number | null }

/** Rows in the order of a column, `field` or `-field`; what has no value comes last either way. */
export function ordered<Row>(rows: readonly Row[], columns: readonly Valued<Row>[], sort: string): Row[] {
  const down = sort.startsWith('-')
  const value = columns.find((c) => c.id === (down ? sort.slice(1) : sort))?.value
  if (value === undefined) return [...rows]
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === y) return 0
    if (x === null) return 1
    if (y === null) return -1
    return x < y === down ? 1 : -1
  })
}
