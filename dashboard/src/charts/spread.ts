/**
 * Where labels go that want to stand at these heights, so that none covers another.
 *
 * They keep their order and stay as near to their wish as the gap and the room between `top` and `bottom` allow.
 */
export function spread(wishes: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wishes.map((wish, k) => ({ wish, k })).sort((a, b) => a.wish - b.wish)
  const placed: number[] = []
  let before = -Infinity
  for (const { wish } of order) {
    before = Math.max(wish, before + gap, top)
    placed.push(before)
  }
  let after = Infinity
  for (let k = placed.length - 1; k >= 0; k--) {
    after = Math.min(placed[k] ?? 0, k === placed.length - 1 ? bottom : after - gap)
    placed[k] = after
  }
  const found = new Array<number>(wishes.length).fill(0)
  order.forEach(({ k }, place) => {
    found[k] = placed[place] ?? 0
  })
  return found
}

/** The row each label goes to, from 0, so that labels of one row do not touch; -1 for one that fits into none of them. */
export function rowsOf(spans: readonly (readonly [number, number])[], rows: number): number[] {
  const ends = new Array<number>(rows).fill(-Infinity)
  return spans.map(([from, to]) => {
    const free = ends.findIndex((end) => end < from)
    if (free >= 0) ends[free] = to
    return free
  })
}
