type Held<Row> = { id: string; value?: (row: Row) => string | number | null }

/** One cell. What a spreadsheet would take for a formula stands behind an apostrophe; quotes and lines are kept. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** These rows as CSV, with the columns that have a bare value. */
export function csvOf<Row>(columns: readonly Held<Row>[], rows: readonly Row[]): string {
  const held = columns.flatMap(({ id, value }) => (value ? [{ id, value }] : []))
  const lines = [held.map((c) => cell(c.id)), ...rows.map((row) => held.map((c) => cell(c.value(row))))]
  return lines.map((line) => line.join(',') + '\r\n').join('')
}

/** Hands the browser a file to save. */
export function saved(name: string, text: string, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
