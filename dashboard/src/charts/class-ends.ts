/** The ends of the scale: powers of ten around all counts, so that the smallest still has a bar. */
export function ends(counts: readonly number[]): [number, number] {
  const seen = counts.filter((n) => n > 0)
  const low = Math.floor(Math.log10(Math.min(...seen, Infinity) || 1))
  const high = Math.ceil(Math.log10(Math.max(...seen, 1) * 1.02))
  return [10 ** ((Number.isFinite(low) ? low : 0) - 1), 10 ** Math.max(high, 1)]
}
