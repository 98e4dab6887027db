export type Offset = 'dx' | 'dy' | 'dw' | 'dh'
export const OFFSETS: readonly Offset[] = ['dw', 'dh', 'dx', 'dy']
/** The four offsets of somebody's boxes; `dx` and `dy` are shares of the true size, `dw` and `dh` log ratios. */
export type Biases = Readonly<Partial<Record<Offset, { mean: number | null; systematic: boolean; n: number }>>>

/** An offset as a share: sizes come as log ratios. */
export const relative = (name: Offset, mean: number): number =>
  name === 'dw' || name === 'dh' ? Math.exp(mean) - 1 : mean

/** The systematic ones, the largest first. */
export const offsetsOf = (bias: Biases): { name: Offset; mean: number }[] =>
  OFFSETS.flatMap((name) => {
    const found = bias[name]
    return found?.systematic && found.mean !== null ? [{ name, mean: relative(name, found.mean) }] : []
  }).sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean))

/** The matched objects the offsets are over. */
export const objectsOf = (bias: Biases): number => Math.max(0, ...OFFSETS.map((name) => bias[name]?.n ?? 0))
