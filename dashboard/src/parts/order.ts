/** The order and the choice of rows that the page holds. */

type Held<Row> = { id: string; value?: (row: Row) => string | number | null }

/** Rows by a column, `-` before its id for the other way round; who has no value comes last either way. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Held<Row>[], sort: string): Row[] {
  const down = sort.startsWith('-')
  const value = columns.find((c) => c.id === (down ? sort.slice(1) : sort))?.value
  if (value === undefined) return [...rows]
  const way = down ? -1 : 1
  return [...rows].sort((a, b) => {
    const [one, other] = [value(a), value(b)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return one < other ? -way : one > other ? way : 0
  })
}

/** Rows whose name or id holds the text, capitals aside. */
export function found<Row>(rows: readonly Row[], names: (row: Row) => readonly string[], text: string): Row[] {
  const wanted = text.trim().toLowerCase()
  return wanted === '' ? [...rows] : rows.filter((r) => names(r).some((name) => name.toLowerCase().includes(wanted)))
}
