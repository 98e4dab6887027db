import { useMarkers, whole, type Agreement, type Asked, type Part } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { ControlChart } from '../../charts/control-chart'
import { daysBefore, monday } from '../../format/dates'
import { score } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { NoOverlap } from './no-overlap'
import { markersOf, weeksOf } from './weeks'

type Props = { agreement: Asked<Agreement>; part: Part }

/** Agreement from week to week; a week opens the agreement of its days. */
export function OverTime({ agreement, part }: Props) {
  const project = useProjectId()
  const markers = useMarkers(project, { enabled: !whole(part) })
  const kept = part.class === undefined ? {} : { class: part.class }
  return (
    <Card
      className="span-8"
      title={words.overview.overTime}
      about={words.overview.overTimeAbout}
      more={{ text: words.overview.openAgreement, link: { to: '/p/$project/agreement', params: { project } } }}
    >
      <Answer of={agreement} height={330}>
        {(answer) => {
          const weeks = weeksOf(answer)
          if (answer.n_images === 0) return <NoOverlap />
          if (weeks.length === 0) return <Empty title={words.agreement.noWeeks}>{words.agreement.noWeeksAbout}</Empty>
          return (
            <ControlChart
              name="agreement-by-week"
              what={words.overview.meanIou}
              points={weeks}
              markers={markersOf(answer, markers.data?.markers ?? [], (from, to) =>
                words.overview.fell(score(from), score(to)),
              )}
              link={(week) => ({
                to: '/p/$project/agreement',
                params: { project },
                search: { ...kept, since: monday(week.key), until: daysBefore(monday(week.key), -6) },
              })}
            />
          )
        }}
      </Answer>
    </Card>
  )
}
