/** Which images are chosen: one by one, in ranges, or all that are held. */

export type Selection = {
  ids: ReadonlySet<string>
  /** The row that was chosen last: where a range begins. */
  anchor: number | null
}

type IdAt = (index: number) => string | undefined

export const NONE: Selection = { ids: new Set(), anchor: null }

/** One row in or out. */
export function toggled({ ids }: Selection, index: number, idAt: IdAt): Selection {
  const id = idAt(index)
  if (id === undefined) return { ids, anchor: index }
  const changed = new Set(ids)
  if (!changed.delete(id)) changed.add(id)
  return { ids: changed, anchor: index }
}

/** All rows from the last chosen one to this one; where some of them are not held, this one alone. */
export function extended(before: Selection, index: number, idAt: IdAt): Selection {
  if (before.anchor === null) return toggled(before, index, idAt)
  const [from, to] = [Math.min(before.anchor, index), Math.max(before.anchor, index)]
  const between = Array.from({ length: to - from + 1 }, (_, k) => idAt(from + k))
  const known = between.filter((id) => id !== undefined)
  if (known.length < between.length) return toggled(before, index, idAt)
  return { ids: new Set([...before.ids, ...known]), anchor: before.anchor }
}

/** Every row that is held. */
export function allOf(length: number, idAt: IdAt): Selection {
  const ids = Array.from({ length }, (_, k) => idAt(k)).filter((id) => id !== undefined)
  return { ids: new Set(ids), anchor: null }
}
