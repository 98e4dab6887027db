import { Link } from '@tanstack/react-router'

import { api } from '../../api/client'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'

const w = words.classes
const CLASSES = 6
const IMAGES = 6

/** The rarest classes, and the images that the plan puts on top. */
export function LabelNext() {
  const project = useProjectId()
  const plan = api.useQuery('get', '/v1/projects/{project_id}/plan/labels', {
    params: { path: { project_id: project }, query: { n: IMAGES, limit: IMAGES } },
  })
  const link = { to: '/p/$project/plan' as const, params: { project } }
  return (
    <Card className="span-5" title={w.next} about={w.nextAbout} more={{ text: w.toPlan, link }}>
      <Answer of={plan} height={260}>
        {({ classes, images, candidates, truncated }) => (
          <div className="label-next">
            <h3>{w.rarest}</h3>
            <ol>
              {classes.slice(0, CLASSES).map((c) => (
                <li key={c.class}>
                  <Link className="line" title={c.class} {...toImages(project, { class: c.class })}>
                    <bdi>{c.class}</bdi>
                  </Link>
                  <span className="small num">{words.quality.objects(c.objects)}</span>
                  <Link {...link} search={{ class: c.class } as never}>
                    {w.planImages}
                    <span className="hidden"> {w.planFor(c.class)}</span>
                  </Link>
                </li>
              ))}
            </ol>
            <h3>{w.top}</h3>
            {images.length === 0 ? (
              <Empty title={w.nothingNext}>{w.nothingNextAbout}</Empty>
            ) : (
              <>
                <ol>
                  {images.map((image, k) => (
                    <li key={image.image_id}>
                      <Link
                        className="line"
                        title={image.image_id}
                        {...toImages(project, { first: image.image_id, last: image.image_id })}
                      >
                        <bdi>{image.image_id}</bdi>
                      </Link>
                      <span className="small line" title={image.reason} dir="auto">
                        {image.reason}
                      </span>
                      <span className="small num">{count(k + 1)}</span>
                    </li>
                  ))}
                </ol>
                <p className="small">{w.candidates(candidates, truncated)}</p>
              </>
            )}
          </div>
        )}
      </Answer>
    </Card>
  )
}
