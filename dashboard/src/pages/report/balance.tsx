import type { Schema } from '../../api/client'
import type { Overview } from '../../api/quality'
import { imbalanceLimit } from '../../charts/bars'
import { ClassBars } from '../../charts/class-bars'
import { ratio } from '../../format/numbers'
import { words } from '../../words'
import { Section } from './section'

/** Classes that fit on the sheet, the largest. */
const SHOWN = 10

/** How often each class is there; image-level labels where nothing was drawn. */
export function Balance({ overview, settings }: { overview: Overview; settings: Schema<'ProjectAnswer'> | undefined }) {
  const drawn = overview.classes.some((c) => c.objects > 0)
  const all = overview.classes
    .map((c) => ({ class: c.class, count: drawn ? c.objects : c.labels }))
    .filter((c) => c.count > 0)
    .sort((a, b) => b.count - a.count)
  if (all.length === 0) return null
  const limit = imbalanceLimit(settings)
  return (
    <Section title={words.overview.balance} about={words.overview.balanceAbout(ratio(limit))}>
      <ClassBars
        name="classes"
        what={drawn ? words.overview.objects : words.overview.labels}
        rows={all.slice(0, SHOWN)}
        limit={limit}
        dense
      />
      {all.length > SHOWN && <p className="small">{words.report.largestOf(SHOWN, all.length)}</p>}
    </Section>
  )
}
