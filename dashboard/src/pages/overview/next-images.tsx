import { useNextImages } from '../../api/quality'
import { toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { score, upTo } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Flags } from '../../parts/flags'
import { IconFlag } from '../../parts/icons'
import { Answer, Empty } from '../../parts/states'
import { Tag } from '../../parts/tags'
import { PictureCard } from '../../viewer/picture-card'
import { words } from '../../words'

const SHOWN = 6

/** The images that a review would mend most. */
export function NextImages() {
  const project = useProjectId()
  const images = useNextImages(project, SHOWN)
  const total = images.data === undefined ? '' : upTo(images.data.count)
  return (
    <Card
      className="span-12"
      title={words.overview.next}
      about={words.overview.nextAbout}
      more={{ text: words.overview.openQueue(total), link: { to: '/p/$project/review', params: { project } } }}
    >
      <Answer of={images} height={190}>
        {({ images: rows }) =>
          rows.length === 0 ? (
            <Empty title={words.overview.nothingNext}>{words.overview.nothingNextAbout}</Empty>
          ) : (
            <ul className="next-images">
              {rows.map((row) => (
                <li key={row.image_id}>
                  <PictureCard project={project} image={row} link={toReview(project, row.image_id)}>
                    <span className="next-image-name">
                      <span className="line" title={row.image_id}>
                        <bdi>{row.image_id}</bdi>
                      </span>
                      <Tag tone={row.flags.length > 0 ? 'warn' : 'mute'} title={words.overview.scoreAbout}>
                        <IconFlag size={11} aria-hidden />
                        {score(row.qa_score)}
                      </Tag>
                    </span>
                    <Flags said flags={row.flags} />
                  </PictureCard>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}
