import { score } from '../format/numbers'

/** IoU thresholds to choose from: 0.30 to 0.95. */
export const thresholds = (): { value: string; label: string }[] =>
  Array.from({ length: 14 }, (_, k) => (30 + 5 * k) / 100).map((v) => ({ value: String(v), label: score(v) }))
