import type { Schema } from '../../api/client'

export type Alert = Schema<'AlertRow'>

/** Alerts about single images, of one type, as one row. */
export type Fold = { type: string; alerts: readonly [Alert, ...Alert[]] }
export type Row = { fold: Fold } | { alert: Alert }

/** So many of one type stand by themselves. */
export const ALONE = 3

/** More than three alerts of one type about an image each become one row, at the place of the first, which is the worst. */
export function folded(alerts: readonly Alert[]): Row[] {
  const byType = new Map<string, [Alert, ...Alert[]]>()
  for (const alert of alerts) {
    if (alert.subject.kind !== 'image') continue
    const found = byType.get(alert.type)
    if (found) found.push(alert)
    else byType.set(alert.type, [alert])
  }
  return alerts.flatMap((alert): Row[] => {
    const like = alert.subject.kind === 'image' ? byType.get(alert.type) : undefined
    if (like === undefined || like.length <= ALONE) return [{ alert }]
    return like[0] === alert ? [{ fold: { type: alert.type, alerts: like } }] : []
  })
}

/** How many there are of each severity, in the order in which they come: the worst first. */
export function severities(alerts: readonly Alert[]): [string, number][] {
  const found = new Map<string, number>()
  for (const { severity } of alerts) found.set(severity, (found.get(severity) ?? 0) + 1)
  return [...found]
}
