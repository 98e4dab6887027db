import { DASH, type Maybe } from '../format/numbers'

/** A value in the words of its chart; a dash where there is none. */
export const said =
  (text: (value: number) => string) =>
  (value: Maybe<number>): string =>
    value === null || value === undefined ? DASH : text(value)
