import { useMarkers } from '../../api/quality'
import { useProjectId } from '../../app/project'
import type { Search } from '../../app/search'
import { ControlChart } from '../../charts/control-chart'
import { daysBefore, monday } from '../../format/dates'
import { score } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { words } from '../../words'
import { markersOf, weeksOf } from '../overview/weeks'
import { wholeProject, type Figures } from './asked'

const w = words.agreement

/** Agreement from week to week, with what changed; a week restricts the page to its days. */
export function OverTime({ figures, filters }: { figures: Figures; filters: Search }) {
  const project = useProjectId()
  const markers = useMarkers(project, { enabled: !wholeProject(filters) })
  const weeks = weeksOf(figures)
  return (
    <Card
      className="span-8"
      title={words.overview.overTime}
      about={wholeProject(filters) ? words.overview.overTimeAbout : w.noDrift}
    >
      {weeks.length === 0 ? (
        <Empty title={w.noWeeks}>{w.noWeeksAbout}</Empty>
      ) : (
        <ControlChart
          name="agreement-by-week"
          what={w.meanIou}
          points={weeks}
          markers={markersOf(figures, markers.data?.markers ?? [], (from, to) =>
            words.overview.fell(score(from), score(to)),
          )}
          link={(week) => ({
            to: '/p/$project/agreement',
            params: { project },
            search: { ...filters, since: monday(week.key), until: daysBefore(monday(week.key), -6) },
          })}
        />
      )}
    </Card>
  )
}
