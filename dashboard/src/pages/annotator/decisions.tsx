import { Link } from '@tanstack/react-router'

import { toImages, toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { date } from '../../format/dates'
import { Card } from '../../parts/card'
import { IconCheck, IconClock, IconGridDots, IconPencil, IconX } from '../../parts/icons'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { useDecided, type ImageRow } from './asked'

const w = words.annotators.one.decisions
const ICONS = { approved: IconCheck, rejected: IconX, corrected: IconPencil, mixed: IconGridDots }
type Status = keyof typeof ICONS
const known = (status: string): Status | null => (status in ICONS ? (status as Status) : null)

function Decision({ row }: { row: ImageRow }) {
  const project = useProjectId()
  const status = known(row.review_status)
  const Icon = status === null ? IconClock : ICONS[status]
  const said = w.one(
    row.image_id,
    status === null ? w.waiting : (words.quality.status[status] ?? status),
    date(row.updated_at),
  )
  return (
    <li>
      <Link className={`decision ${status ?? ''}`} title={said} aria-label={said} {...toReview(project, row.image_id)}>
        <Icon size={15} aria-hidden />
      </Link>
    </li>
  )
}

/** The images somebody was judged on last, each as it stands now. */
export function Decisions({ annotator }: { annotator: string }) {
  const project = useProjectId()
  const asked = useDecided(project, annotator)
  return (
    <Card
      className="span-6"
      title={w.title}
      about={w.about}
      more={{ text: w.all, link: toImages(project, { annotator, series: 'decided', sort: 'updated_at' }) }}
    >
      <Answer of={asked} height={120}>
        {({ images }) =>
          images.length === 0 ? (
            <Empty title={words.overview.noReviews} />
          ) : (
            <>
              <ol className="decisions">
                {images.map((row) => (
                  <Decision key={row.image_id} row={row} />
                ))}
              </ol>
              <div className="legend">
                {(Object.keys(ICONS) as Status[]).map((status) => {
                  const Icon = ICONS[status]
                  return (
                    <span key={status}>
                      <Icon size={13} aria-hidden /> {words.quality.status[status]}
                    </span>
                  )
                })}
                <span>
                  <IconClock size={13} aria-hidden /> {w.waiting}
                </span>
              </div>
            </>
          )
        }
      </Answer>
    </Card>
  )
}
