import { Link } from '@tanstack/react-router'

import { useOpenAlerts } from '../../api/quality'
import { filtersOf, toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { Severity } from '../../parts/severity'
import { Answer } from '../../parts/states'
import { words } from '../../words'

const w = words.classes
/** Alerts to look through: the most severe of the project, of whatever kind. */
const MOST = 100

/** Open alerts that are about a class: too rare, a share that changed, agreement that fell. */
export function ClassAlerts() {
  const project = useProjectId()
  const alerts = useOpenAlerts(project, MOST)
  return (
    <Card
      className="span-12"
      title={w.alerts}
      more={{ text: w.allAlerts, link: { to: '/p/$project/alerts', params: { project } } }}
    >
      <Answer of={alerts} height={60}>
        {({ alerts: rows }) => {
          const own = rows.filter((a) => a.subject.kind === 'class' || a.type.startsWith('class_'))
          if (own.length === 0) return <p className="small">{w.noAlerts}</p>
          return (
            <ul className="class-alerts">
              {own.map((a) => (
                <li key={a.alert_id}>
                  <Severity of={a.severity} />
                  <div>
                    <p className="strong wrap">{a.message}</p>
                    <p className="small wrap">
                      {a.recommended_action} <Link {...toImages(project, filtersOf(a.images))}>{w.seeImages}</Link>
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
    </Card>
  )
}
