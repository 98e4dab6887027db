import { day } from '../format/dates'
import { words } from '../words'
import type { Limits } from './limits'
import type { Marker } from './point'

/** Changes that the legend spells out; the others are in the titles of their lines. */
const MOST = 4

/** What the marks mean, from how many weeks the range is, and what changed when. */
export const ControlLegend = ({
  what,
  limits,
  markers,
}: {
  what: string
  limits: Limits | null
  markers: readonly Marker[]
}) => (
  <>
    <span>
      <i style={{ background: 'var(--chart-1)' }} />
      {what}
    </span>
    {limits === null ? (
      <span>{words.charts.control.noLimits}</span>
    ) : (
      <>
        <span>
          <i className="range" />
          {words.charts.control.range(limits.weeks)}
        </span>
        <span>
          <i className="diamond" style={{ background: 'var(--bad)' }} />
          {words.charts.control.out}
        </span>
      </>
    )}
    {markers.slice(-MOST).map((m) => (
      <span key={m.at + m.text} className="line" title={m.text}>
        <i className="dotted" />
        {words.charts.marker(day(m.at), m.text)}
      </span>
    ))}
  </>
)
