import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { filtersOf, toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useMay } from '../../api/session'
import { moment } from '../../format/dates'
import { count, DASH } from '../../format/numbers'
import '../../parts/card.css'
import { Severity } from '../../parts/severity'
import { When } from '../../parts/when'
import { words } from '../../words'
import type { Alert } from './folding'
import { valueOf } from './value'

export type Ways = {
  onAcknowledge: (alert: Alert) => void
  onTakeBack: (alert: Alert) => void
  onHistory: (id: string) => void
}

/** The figures of an alert: value against threshold, over so many, since when. */
export function Facts({ alert }: { alert: Alert }) {
  const [value, threshold] = valueOf(alert)
  return (
    <dl className="facts">
      <div>
        <dt>{words.alerts.value[alert.type] ?? words.alerts.value['other']}</dt>
        <dd className="num">
          <b>{value}</b>
          {threshold !== DASH && <span className="small">{words.alerts.threshold(threshold)}</span>}
          <span className="small">{words.states.n(count(alert.n))}</span>
        </dd>
      </div>
      <div>
        <dt>{words.alerts.since}</dt>
        <dd>
          <When iso={alert.since} reason={words.alerts.unknownSince} />
        </dd>
      </div>
      {alert.resolved_at !== null && (
        <div>
          <dt>{words.alerts.resolved}</dt>
          <dd>
            <When iso={alert.resolved_at} />
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Who knows of it, why it waits, and until when. */
function Known({ of }: { of: NonNullable<Alert['acknowledged']> }) {
  return (
    <p className="alert-known wrap">
      <b>{words.alerts.known(of.by ?? words.alerts.nobody)}</b>{' '}
      {of.until === null ? words.alerts.forEver : `${words.alerts.until} ${moment(of.until)}`}
      {of.why !== null && (
        <>
          {': '}
          <bdi>{of.why}</bdi>
        </>
      )}
    </p>
  )
}

/** One alert: what it says, what to do, its figures, and the ways on. */
export function AlertItem({ alert, ways }: { alert: Alert; ways: Ways }) {
  const project = useProjectId()
  const reviews = useMay('review')
  return (
    <article className={`card alert-row ${alert.severity}`}>
      <header>
        <Severity of={alert.severity} />
        <span className="small">{words.alerts.types[alert.type] ?? alert.type}</span>
      </header>
      <h2 className="wrap" dir="auto">
        {alert.message}
      </h2>
      <p className="alert-action wrap" dir="auto">
        {alert.recommended_action}
      </p>
      <Facts alert={alert} />
      {alert.acknowledged && <Known of={alert.acknowledged} />}
      <div className="alert-ways">
        <Link {...toImages(project, filtersOf(alert.images))}>{words.alerts.images}</Link>
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            ways.onHistory(alert.alert_id)
          }}
        >
          {words.alerts.history}
        </Button>
        {reviews && alert.status === 'open' && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              ways.onAcknowledge(alert)
            }}
          >
            {words.alerts.acknowledge}
          </Button>
        )}
        {reviews && alert.status === 'acknowledged' && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              ways.onTakeBack(alert)
            }}
          >
            {words.alerts.takeBack}
          </Button>
        )}
      </div>
    </article>
  )
}
