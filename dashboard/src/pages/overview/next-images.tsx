import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { address } from '../../api/client'
import { useNextImages, type ImageRow } from '../../api/quality'
import { toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { score, upTo } from '../../format/numbers'
import { Card } from '../../parts/card'
import { IconFlag, IconPhoto } from '../../parts/icons'
import { Answer, Empty } from '../../parts/states'
import { Tag, Tags } from '../../parts/tags'
import { words } from '../../words'

const SHOWN = 6
const WIDTH = 400
const WORST = ['error', 'warning', 'info']

/** Reasons in words, the worst first. */
const reasonsOf = (row: ImageRow): string[] =>
  [...row.flags].sort((a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity)).map((f) => f.detail)

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
                  <Link className="next-image" {...toReview(project, row.image_id)}>
                    <Picture project={project} image={row.image_id} />
                    <span className="name">
                      <span className="line" title={row.image_id}>
                        <bdi>{row.image_id}</bdi>
                      </span>
                      <Tag tone={reasonsOf(row).length > 0 ? 'warn' : 'mute'} title={words.overview.scoreAbout}>
                        <IconFlag size={11} aria-hidden />
                        {score(row.qa_score)}
                      </Tag>
                    </span>
                    <Tags plain kinds={reasonsOf(row)} />
                    <span className="hidden">{words.quality.objects(row.objects)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

/** The picture in a box of one shape; a grey one where it cannot be had. */
function Picture({ project, image }: { project: string; image: string }) {
  const [gone, lose] = useState(false)
  const source = address(
    '/v1/projects/{project_id}/pictures/{image_id}',
    { project_id: project, image_id: image },
    { w: WIDTH },
  )
  return (
    <span className="picture">
      {gone ? (
        <IconPhoto size={22} aria-label={words.overview.noPicture} role="img" />
      ) : (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => {
            lose(true)
          }}
        />
      )}
    </span>
  )
}
