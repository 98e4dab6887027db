/** The one place where a time becomes text. The server's days and weeks are those of UTC, and so are these. */

import { DASH, type Maybe } from './numbers'
import { locale } from './locale'

const made = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
const dayMonth = made({ day: 'numeric', month: 'short', timeZone: 'UTC' })
const whole = made({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const clock = made({ hour: '2-digit', minute: '2-digit' })
const stamp = made({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
const relative = new Intl.RelativeTimeFormat(locale as string[], { numeric: 'auto' })

const orDash =
  (text: (value: Date) => string) =>
  (iso: Maybe<string>): string =>
    iso === null || iso === undefined ? DASH : text(new Date(iso))

/** 22 Nov */
export const day = orDash((v) => dayMonth.format(v))
/** 22 Nov 2026 */
export const date = orDash((v) => whole.format(v))
/** 18:02, where the reader sits. */
export const time = orDash((v) => clock.format(v))
/** 22 Nov 2026, 18:02, where the reader sits. */
export const moment = orDash((v) => stamp.format(v))

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "2 minutes ago", "in 3 days": beside an absolute time and never instead of it. */
export function ago(iso: Maybe<string>, now: number): string {
  if (iso === null || iso === undefined) return DASH
  const passed = (now - Date.parse(iso)) / 1000
  const gone = passed < 0 && passed > -60 ? 0 : passed // clocks differ by a little
  const [unit, length] = STEPS.find(([, step]) => Math.abs(gone) >= step) ?? ['second', 1]
  return relative.format(-Math.trunc(gone / length), unit)
}

/** The Monday of an ISO week such as 2026-W47, as a date of ISO 8601. */
export function monday(week: string): string {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? []
  if (year === undefined || number === undefined) return week
  const fourth = new Date(Date.UTC(Number(year), 0, 4)) // the 4th of January lies in the first week
  const start = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000
  return new Date(start + (Number(number) - 1) * 7 * 86_400_000).toISOString().slice(0, 10)
}

/** A day so many days before this one, as the API wants it: 2026-11-22. */
export const daysBefore = (iso: string, days: number): string =>
  new Date(Date.parse(iso) - days * 86_400_000).toISOString().slice(0, 10)
