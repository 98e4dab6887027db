const DAY = 86_400_000
const STEPS = [7, 14, 28, 56, 91, 182, 364, 728]

/** Mondays between two times, as far apart as labels of `width` pixels need over `room` pixels; the last one included. */
export function mondays(from: number, to: number, room: number, width: number): number[] {
  const last = to - ((((to / DAY + 3) % 7) + 7) % 7) * DAY // the first day of 1970 was a Thursday
  const most = Math.max(1, Math.floor(room / width))
  const step = STEPS.find((days) => (last - from) / (days * DAY) < most) ?? 1456
  const found: number[] = []
  for (let at = Math.floor(last / DAY) * DAY; at >= from; at -= step * DAY) found.unshift(at)
  return found
}
