/** Where the arrow keys lead in a list of rows and columns; null for keys that lead nowhere. */
export function stepOf(key: string, index: number, columns: number, length: number): number | null {
  const to: Readonly<Record<string, number>> = {
    ArrowRight: columns > 1 ? index + 1 : index,
    ArrowLeft: columns > 1 ? index - 1 : index,
    ArrowDown: index + columns,
    ArrowUp: index - columns,
    Home: 0,
    End: length - 1,
  }
  const wanted = to[key]
  if (wanted === undefined) return null
  return wanted < 0 || wanted >= length ? index : wanted
}

/** How many cards stand beside each other, and how wide each is. */
export function columnsOf(room: number, least: number, gap: number): { columns: number; width: number } {
  const columns = Math.max(1, Math.floor((room + gap) / (least + gap)))
  return { columns, width: Math.max(0, (room - gap * (columns - 1)) / columns) }
}
