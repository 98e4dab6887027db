import type { Agreement } from '../../api/quality'
import { ControlChart } from '../../charts/control-chart'
import { score } from '../../format/numbers'
import { words } from '../../words'
import { markersOf, weeksOf } from '../overview/weeks'
import { Section } from './section'

/** Agreement from week to week. */
export function OverTime({ agreement }: { agreement: Agreement }) {
  const weeks = weeksOf(agreement)
  if (weeks.length === 0) return null
  return (
    <Section title={words.overview.overTime} about={words.overview.overTimeAbout}>
      <ControlChart
        name="agreement-by-week"
        what={words.overview.meanIou}
        points={weeks}
        markers={markersOf(agreement, [], (from, to) => words.overview.fell(score(from), score(to)))}
        height={180}
      />
    </Section>
  )
}
