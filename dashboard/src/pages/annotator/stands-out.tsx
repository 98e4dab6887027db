import { Card } from '../../parts/card'
import { Tag } from '../../parts/tags'
import { words } from '../../words'
import { date } from '../../format/dates'
import type { View } from './asked'

const w = words.annotators.one

/** Open alerts and what the ground truth shows, in sentences with their figures. */
export function StandsOut({ view, className }: { view: View; className: string }) {
  const nothing = view.alerts.length === 0 && view.findings.length === 0
  return (
    <Card className={className} title={w.standsOut} about={w.standsOutAbout}>
      {nothing ? (
        <p className="quiet">{w.nothingStandsOut}</p>
      ) : (
        <ul className="said">
          {view.alerts.map((a) => (
            <li key={a.type}>
              <Tag tone={a.severity === 'error' ? 'bad' : 'warn'}>{words.overview.flag[a.type] ?? w.alert}</Tag>
              <span className="wrap">
                {a.message}. {a.recommended_action}
                {a.since !== null && <span className="small"> {w.since(date(a.since))}</span>}
              </span>
            </li>
          ))}
          {view.findings.map((text) => (
            <li key={text}>
              <Tag tone="warn">{w.truth}</Tag>
              <span className="wrap">{text}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
