import { useSyncExternalStore } from 'react'

import { ago, date, moment } from '../format/dates'
import { DASH, type Maybe } from '../format/numbers'

const MINUTE = 60_000

const subscribe = (tell: () => void) => {
  const timer = setInterval(tell, MINUTE)
  return () => {
    clearInterval(timer)
  }
}
const now = () => Math.floor(Date.now() / MINUTE) * MINUTE

/** The time, to the minute. */
export const useNow = (): number => useSyncExternalStore(subscribe, now)

/** A time as it stands in the calendar, and beside it how long ago. */
export function When({ iso, reason, short = false }: { iso: Maybe<string>; reason?: string; short?: boolean }) {
  const minute = useNow()
  if (iso === null || iso === undefined) return <span title={reason}>{DASH}</span>
  return (
    <time dateTime={iso} title={moment(iso)} className="when">
      {short ? date(iso) : moment(iso)} <span className="small">{ago(iso, minute)}</span>
    </time>
  )
}
