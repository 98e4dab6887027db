import type { Overview } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProject, useProjectId } from '../../app/project'
import { imbalanceLimit } from '../../charts/bars'
import { ClassBars } from '../../charts/class-bars'
import { ratio } from '../../format/numbers'
import { Card } from '../../parts/card'
import { words } from '../../words'

const w = words.classes

/** How often each class is drawn, and each image-level label given. */
export function Balance({ overview }: { overview: Overview }) {
  const project = useProjectId()
  const limit = imbalanceLimit(useProject().data)
  const link = (name: string) => toImages(project, { class: name })
  const drawn = overview.classes.filter((c) => c.objects > 0).map((c) => ({ class: c.class, count: c.objects }))
  const given = overview.classes.filter((c) => c.labels > 0).map((c) => ({ class: c.class, count: c.labels }))
  return (
    <>
      {drawn.length > 0 && (
        <Card className="span-7" title={w.balance} about={w.balanceAbout(ratio(limit))}>
          <ClassBars name="objects-by-class" what={w.objects} rows={drawn} limit={limit} link={link} />
        </Card>
      )}
      {given.length > 0 && (
        <Card className="span-5" title={w.labelBalance} about={w.labelBalanceAbout(ratio(limit))}>
          <ClassBars name="labels-by-class" what={w.labels} rows={given} limit={limit} link={link} />
        </Card>
      )}
    </>
  )
}
