import { useOpenAlerts } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { date } from '../../format/dates'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { Section } from './section'

/** Alerts that are asked for; those about single images are only counted. */
const ASKED = 100
const SHOWN = 8

/** What is open, since when, and what to do. */
export function Alerts() {
  const alerts = useOpenAlerts(useProjectId(), ASKED)
  return (
    <Section title={words.overview.openAlerts}>
      <Answer of={alerts} height={60}>
        {({ alerts: rows, counts }) => {
          const told = rows.filter((a) => a.subject.kind !== 'image').slice(0, SHOWN)
          const others = counts.open - told.length
          return (
            <>
              {counts.open === 0 && <p>{words.report.noAlerts}</p>}
              <ul className="sheet-alerts">
                {told.map((a) => (
                  <li key={a.alert_id} className="wrap">
                    <b>{words.quality.severity[a.severity] ?? a.severity}</b>{' '}
                    {a.since !== null && <span className="small">{words.overview.since(date(a.since))}</span>}{' '}
                    {a.message}. <span>{a.recommended_action}</span>
                  </li>
                ))}
              </ul>
              {others > 0 && <p className="small">{words.report.otherAlerts(others)}</p>}
            </>
          )
        }}
      </Answer>
    </Section>
  )
}
