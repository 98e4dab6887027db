import { Link } from '@tanstack/react-router'

import { useOpenAlerts, type Alert } from '../../api/quality'
import { filtersOf, toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { time } from '../../format/dates'
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '../../parts/icons'
import { Answer } from '../../parts/states'
import { words } from '../../words'

const SHOWN = 3
const ICONS = { error: IconAlertOctagon, warning: IconAlertTriangle, info: IconInfoCircle }

function Strip({ alert }: { alert: Alert }) {
  const project = useProjectId()
  const severity = alert.severity === 'error' || alert.severity === 'warning' ? alert.severity : 'info'
  const Icon = ICONS[severity]
  return (
    <li className={`alert-strip ${severity}`}>
      <Icon size={19} role="img" aria-label={words.quality.severity[severity]} />
      <div>
        <p className="strong wrap clamp" title={alert.message}>
          {alert.message}
        </p>
        <p className="wrap">
          {alert.recommended_action}{' '}
          <Link {...toImages(project, filtersOf(alert.images))}>{words.overview.seeImages}</Link>
        </p>
      </div>
    </li>
  )
}

/** The worst of the open alerts, and the way to all; or one quiet line when there is none. */
export function Alerts({ asOf }: { asOf: string }) {
  const project = useProjectId()
  const alerts = useOpenAlerts(project, SHOWN)
  return (
    <section aria-label={words.overview.openAlerts} className="alert-strips">
      <Answer of={alerts} height={84}>
        {({ alerts: rows, counts }) =>
          rows.length === 0 ? (
            <p className="small">{words.overview.noAlerts(time(asOf))}</p>
          ) : (
            <>
              <ul>
                {rows.map((alert) => (
                  <Strip key={alert.alert_id} alert={alert} />
                ))}
              </ul>
              {counts.open > rows.length && (
                <p className="more">
                  <Link to="/p/$project/alerts" params={{ project }}>
                    {words.overview.allAlerts(counts.open)}
                  </Link>
                </p>
              )}
            </>
          )
        }
      </Answer>
    </section>
  )
}
