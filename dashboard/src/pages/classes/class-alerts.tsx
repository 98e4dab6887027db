import { Link } from '@tanstack/react-router'

import { useOpenAlerts, type Alert } from '../../api/quality'
import { filtersOf, toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { Severity } from '../../parts/severity'
import { Answer } from '../../parts/states'
import { words } from '../../words'

const w = words.classes
/** Alerts of a type to look through, the most severe. */
const MOST = 100

/** Those of the rules that look at classes, each asked for by itself: alerts of an image each may be thousands. */
function useClassAlerts(project: string) {
  const rare = useOpenAlerts(project, MOST, 'class_imbalance')
  const changed = useOpenAlerts(project, MOST, 'class_drift')
  const fallen = useOpenAlerts(project, MOST, 'iaa_drift')
  return { rare, changed, fallen }
}

const aboutClasses = (alerts: readonly Alert[]): Alert[] =>
  alerts.filter((a) => a.subject.kind === 'class' || a.type.startsWith('class_'))

/** Open alerts that are about a class: too rare, a share that changed, agreement that fell. */
export function ClassAlerts() {
  const project = useProjectId()
  const { rare, changed, fallen } = useClassAlerts(project)
  return (
    <Card
      className="span-12"
      title={w.alerts}
      more={{ text: w.allAlerts, link: { to: '/p/$project/alerts', params: { project } } }}
    >
      <Answer of={rare} height={60}>
        {(first) => (
          <Answer of={changed} height={60}>
            {(second) => (
              <Answer of={fallen} height={60}>
                {(third) => <Rows of={[first, second, third].flatMap(({ alerts }) => aboutClasses(alerts))} />}
              </Answer>
            )}
          </Answer>
        )}
      </Answer>
    </Card>
  )
}

function Rows({ of }: { of: readonly Alert[] }) {
  const project = useProjectId()
  if (of.length === 0) return <p className="small">{w.noAlerts}</p>
  return (
    <ul className="class-alerts">
      {of.map((a) => (
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
}
