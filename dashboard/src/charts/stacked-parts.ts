/** One of the kinds that are stacked, as the API calls it, in words, and its colour. */
export type Kind = { id: string; title: string; colour: string }
export type Stack = { id: string; name: string; counts: Readonly<Record<string, number>> }

/** All of a bar. */
export const total = (row: Stack, kinds: readonly Kind[]): number =>
  kinds.reduce((sum, k) => sum + (row.counts[k.id] ?? 0), 0)

/** The parts of one bar, one after the other: where each begins and how many it is. */
export function partsOf(row: Stack, kinds: readonly Kind[]): { kind: Kind; from: number; count: number }[] {
  let from = 0
  return kinds.flatMap((kind) => {
    const n = row.counts[kind.id] ?? 0
    const part = { kind, from, count: n }
    from += n
    return n > 0 ? [part] : []
  })
}
