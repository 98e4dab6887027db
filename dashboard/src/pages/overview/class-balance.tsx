import type { Schema } from '../../api/client'
import type { Overview } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { imbalanceLimit } from '../../charts/bars'
import { ClassBars } from '../../charts/class-bars'
import { ratio } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { words } from '../../words'

type Props = { overview: Overview; settings: Schema<'ProjectAnswer'> | undefined }

/** How often each class is there: of what was drawn, and of image-level labels. */
export function ClassBalance({ overview, settings }: Props) {
  const project = useProjectId()
  const limit = imbalanceLimit(settings)
  const link = (name: string) => toImages(project, { class: name })
  const all = { to: '/p/$project/classes' as const, params: { project } }
  const drawn = overview.classes.filter((c) => c.objects > 0).map((c) => ({ class: c.class, count: c.objects }))
  const given = overview.classes.filter((c) => c.labels > 0).map((c) => ({ class: c.class, count: c.labels }))
  return (
    <Card
      className="span-7"
      title={words.overview.balance}
      about={words.overview.balanceAbout(ratio(limit))}
      more={{ text: words.overview.openAll, link: all }}
    >
      {drawn.length === 0 && given.length === 0 && <Empty title={words.overview.noClasses} />}
      {drawn.length > 0 && (
        <ClassBars
          name="objects-by-class"
          what={words.overview.objects}
          rows={drawn}
          limit={limit}
          link={link}
          all={all}
        />
      )}
      {given.length > 0 && (
        <>
          {drawn.length > 0 && <h3>{words.overview.imageLabels}</h3>}
          <ClassBars
            name="labels-by-class"
            what={words.overview.labels}
            rows={given}
            limit={limit}
            link={link}
            all={all}
          />
        </>
      )}
    </Card>
  )
}
