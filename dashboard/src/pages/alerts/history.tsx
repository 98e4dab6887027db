import { api, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { date, moment } from '../../format/dates'
import { count } from '../../format/numbers'
import { Dialog } from '../../parts/dialog'
import { Severity } from '../../parts/severity'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { Facts } from './row'
import { valueOf } from './value'

type Detail = Schema<'AlertDetail'>

function Event({ event, of }: { event: Detail['events'][number]; of: Detail }) {
  const [value] = valueOf({ ...of, value: event.value })
  return (
    <li>
      <p>
        <b>{words.alerts.detail.event[event.event] ?? event.event}</b>{' '}
        {event.by !== null && <bdi className="wrap">{words.alerts.detail.by(event.by)} </bdi>}
        {event.until !== null && words.alerts.detail.until(moment(event.until))}{' '}
        <time className="small" dateTime={event.at}>
          {moment(event.at)}
        </time>
      </p>
      {event.why !== null && (
        <p className="wrap" dir="auto">
          {event.why}
        </p>
      )}
      <p className="small">
        {words.quality.severity[event.severity] ?? event.severity} · {words.alerts.detail.value} {value} ·{' '}
        {words.states.n(count(event.n))}
      </p>
    </li>
  )
}

function Told({ detail }: { detail: Detail }) {
  return (
    <div className="alert-detail">
      <Severity of={detail.severity} />
      <p className="strong wrap" dir="auto">
        {detail.message}
      </p>
      <p className="alert-action wrap" dir="auto">
        {detail.recommended_action}
      </p>
      <Facts alert={detail} />
      {detail.markers.length > 0 && (
        <>
          <h3>{words.alerts.detail.markers}</h3>
          <ul className="alert-events">
            {detail.markers.map((marker) => (
              <li key={marker.marker_id}>
                <b>{words.settings.markers.kinds[marker.kind] ?? marker.kind}</b>{' '}
                <span className="small">{date(marker.at)}</span>
                <p className="wrap" dir="auto">
                  {marker.text}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{words.alerts.detail.events}</h3>
      <ol className="alert-events">
        {detail.events.toReversed().map((event, place) => (
          <Event key={`${event.at} ${String(place)}`} event={event} of={detail} />
        ))}
      </ol>
    </div>
  )
}

/** An alert with all that happened to it, the latest first. */
export function History({ id, onClose }: { id: string; onClose: () => void }) {
  const project_id = useProjectId()
  const detail = api.useQuery('get', '/v1/projects/{project_id}/alerts/{alert_id}', {
    params: { path: { project_id, alert_id: id } },
  })
  return (
    <Dialog title={words.alerts.history} onClose={onClose}>
      <Answer of={detail} height={240}>
        {(data) => <Told detail={data} />}
      </Answer>
    </Dialog>
  )
}
