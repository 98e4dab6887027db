/** Objects of one true class: what they were drawn as, and how many were missed. */
export type TruthRow = { class: string; n: number; drawn: Readonly<Record<string, number>>; missed: number }

/** From this share on a mistake is outlined. */
export const WORTH_A_LOOK = 0.05
/** Below this share a cell stays empty. */
export const FLOOR = 0.005

/** What a column stands for; `drawn` is the class, empty for the two others. */
export type Head = { kind: 'class' | 'others' | 'missed'; drawn: string }
export type Cell = Head & { count: number; share: number }

/** The server counts what was missed among the drawn, too, under this word, unless a class is called so. */
const MISSED = 'missed'

/** Classes drawn for a row, without the word for those that were not drawn at all. */
const classesOf = (row: TruthRow, named: ReadonlySet<string>): string[] =>
  Object.keys(row.drawn).filter((c) => c !== MISSED || named.has(c))

/** The table of these rows: a column for each class, those of the rows first, at most `most`; what is left is "others". */
export function tableOf(rows: readonly TruthRow[], most: number) {
  const named = new Set(rows.map((r) => r.class))
  const all = new Set([...named, ...rows.flatMap((r) => classesOf(r, named))])
  const kept = [...all].slice(0, most)
  const own = new Set(kept)
  const columns: Head[] = kept.map((drawn) => ({ kind: 'class', drawn }))
  if (all.size > kept.length) columns.push({ kind: 'others', drawn: '' })
  columns.push({ kind: 'missed', drawn: '' })
  const counted = (row: TruthRow, head: Head): number => {
    if (head.kind === 'missed') return row.missed
    if (head.kind === 'class') return row.drawn[head.drawn] ?? 0
    return classesOf(row, named).reduce((sum, c) => sum + (own.has(c) ? 0 : (row.drawn[c] ?? 0)), 0)
  }
  const lines = rows.map((row) => ({
    row,
    cells: columns.map((head): Cell => {
      const count = counted(row, head)
      return { ...head, count, share: row.n === 0 ? 0 : count / row.n }
    }),
  }))
  return { columns, lines }
}

export type Table = ReturnType<typeof tableOf>
