/** The one place where a number becomes text. `Intl` throughout; what cannot be measured prints as an en dash. */

import { locale } from './locale'

const made = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
const digits = (n: number, more: Intl.NumberFormatOptions = {}) =>
  made({ minimumFractionDigits: n, maximumFractionDigits: n, ...more })

const whole = digits(0)
const tenth = digits(1)
const hundredth = digits(2)
const thousandth = digits(3)
const percent0 = digits(0, { style: 'percent' })
const percent1 = digits(1, { style: 'percent' })
const percent3 = digits(3, { style: 'percent' })
const short = made({ notation: 'compact', maximumSignificantDigits: 3 })
const small = made({ style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 })
const size = made({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })

export type Maybe<T> = T | null | undefined

/** What stands where nothing could be measured. */
export const DASH = '–'

const orDash =
  (text: (value: number) => string) =>
  (value: Maybe<number>): string =>
    value === null || value === undefined ? DASH : text(value)

/** 42,310 */
export const count = orDash((v) => whole.format(v))
/** 1.28M: axes and badges alone. */
export const compact = orDash((v) => short.format(v))
/** 1600: a size in pixels is the name of a thing rather than a quantity, so it has no grouping. */
export const pixels = orDash((v) => String(Math.round(v)))
/** 0.81 */
export const score = orDash((v) => hundredth.format(v))
/** 0.003: half-widths and what lies close together. */
export const fine = orDash((v) => thousandth.format(v))
/** 91.4% */
export const share = orDash((v) => percent1.format(v))
/** 91%: cells of charts that hold ten per cent or more, and zoom. */
export const roundShare = orDash((v) => percent0.format(v))
/** 1 : 6.2, the second half of it. */
export const ratio = orDash((v) => (v < 10 ? tenth : whole).format(v))
/** 12.4 MB; small files in kB. */
export const megabytes = orDash((v) => (v < 1e5 ? small.format(Math.ceil(v / 1e3)) : size.format(v / 1e6)))

type Written = { format: (value: number) => string }

/** The first of these that tells two numbers apart; the last where none does. */
const telling = (value: number, bar: number, ways: readonly [Written, ...Written[]]): Written =>
  ways.find((way) => way.format(value) !== way.format(bar)) ?? ways.at(-1) ?? ways[0]
const SCORES = [hundredth, thousandth, digits(4), digits(6)] as const
const SHARES = [percent1, percent3, digits(5, { style: 'percent' })] as const

/** A score beside a bar. Never rounded onto a bar that it misses: 0.696 against 0.70, not 0.70. */
export function scoreAgainst(value: Maybe<number>, bar: number): string {
  if (value === null || value === undefined) return DASH
  return (value < bar ? telling(value, bar, SCORES) : hundredth).format(value)
}

const signed = (text: string, value: number) => (value > 0 ? '+' : value < 0 ? '−' : '±') + text

/** −0.11: the difference of two scores, with a true minus. */
export const scoreChange = orDash((v) => signed(hundredth.format(Math.abs(v)), Math.round(v * 100)))
/** +0.6 pt: the difference of two shares, in points. */
export const shareChange = orDash((v) => `${signed(tenth.format(Math.abs(v) * 100), v)} pt`)
/** +10.1%: how much larger or smaller something is; what rounds to nothing has no sign. */
export const relativeChange = orDash((v) => {
  const text = percent1.format(Math.abs(v))
  return text === percent1.format(0) ? text : signed(text, v)
})
/** +12: the difference of two counts. */
export const countChange = orDash((v) => signed(whole.format(Math.abs(v)), v))

/** 53 s; from 90 s on 2 min 05 s. */
export const seconds = orDash((v) => {
  if (v < 90) return `${(v < 10 ? tenth : whole).format(v)} s`
  const all = Math.round(v)
  return `${whole.format(Math.floor(all / 60))} min ${String(all % 60).padStart(2, '0')} s`
})

/** Half the width of an interval, as in 0.81 ± 0.003. */
export const halfWidth = (interval: Maybe<readonly number[]>): number | null => {
  const [low, high] = interval ?? []
  return low === undefined || high === undefined ? null : (high - low) / 2
}

/** "0.76–0.80", as the figure itself is written. */
export function interval(bounds: Maybe<readonly number[]>, text: (value: number) => string = score): string {
  const [low, high] = bounds ?? []
  return low === undefined || high === undefined ? DASH : `${text(low)}–${text(high)}`
}

/** "10,000+" when the server counts no further. */
export const upTo = (value: Maybe<number>, limit = 10_000): string =>
  value === null || value === undefined ? `${whole.format(limit)}+` : whole.format(value)

const apart = (value: number, bar: number, ways: readonly [Written, ...Written[]]): [string, string] => {
  const way = value === bar ? ways[0] : telling(value, bar, ways)
  return [way.format(value), way.format(bar)]
}

/** Two scores that are compared: told apart to as many digits as it takes. */
export const scoresApart = (value: number, bar: number): [string, string] => apart(value, bar, SCORES)

/** The same for shares. */
export const sharesApart = (value: number, bar: number): [string, string] => apart(value, bar, SHARES)

const few = made({ maximumSignificantDigits: 3 })
/** 0.333, 3.5, 1,000: a setting, as short as it can be. */
export const plainNumber = orDash((v) => few.format(v))

/** −0.003: the difference of two scores that lie close together. */
export const fineChange = orDash((v) => signed(thousandth.format(Math.abs(v)), v))
/** −4.3 s: the difference of two times. */
export const secondsChange = orDash((v) => signed(`${tenth.format(Math.abs(v))} s`, v))
/** +0.8: the difference of two ratios. */
export const ratioChange = orDash((v) => signed(tenth.format(Math.abs(v)), v))
/** 8.2 */
export const oneDigit = orDash((v) => tenth.format(v))
