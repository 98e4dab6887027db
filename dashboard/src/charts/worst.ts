/** Rows that a chart shows before it asks to search. */
export const MOST_ANNOTATORS = 30
export const MOST_CLASSES = 20

/**
 * The places of the rows to show, in their own order: those whose name holds the text, then the worst.
 *
 * `badness`: how bad each is; null for those that cannot be judged, who come last.
 */
export function worst(
  names: readonly string[],
  badness: readonly (number | null)[],
  most: number,
  text = '',
): number[] {
  const all = names.map((_, k) => k)
  if (all.length <= most) return all
  const wanted = text.trim().toLowerCase()
  const found = (k: number) => (wanted !== '' && (names[k] ?? '').toLowerCase().includes(wanted) ? 1 : 0)
  const bad = (k: number) => badness[k] ?? -Infinity
  return all
    .sort((a, b) => found(b) - found(a) || (bad(a) === bad(b) ? a - b : bad(b) - bad(a)))
    .slice(0, most)
    .sort((a, b) => a - b)
}
