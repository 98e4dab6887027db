import { toImages, toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { upTo } from '../../format/numbers'
import { Card } from '../../parts/card'
import { ReviewStatus } from '../../parts/review-status'
import { ScoreMeter } from '../../parts/score-meter'
import { worstFirst } from '../../parts/flags'
import { Answer, Empty } from '../../parts/states'
import { Tags } from '../../parts/tags'
import { PictureCard } from '../../viewer/picture-card'
import { words } from '../../words'
import type { ImageRow } from '../../api/images'
import type { useOutliers } from './asked'

const w = words.suggestions
const FILTER = { flag: 'suggestion_outlier' }

/** Why to look at it: first what brought it here, then the worst of the rest. */
const reasonsOf = ({ flags }: ImageRow): string[] => {
  const here = (f: ImageRow['flags'][number]) => f.reason === FILTER.flag
  return [...flags.filter(here), ...worstFirst(flags).filter((f) => !here(f))].map((f) => f.detail)
}

/** Images on which nothing that was drawn matches what was suggested. */
export function Outliers({ images }: { images: ReturnType<typeof useOutliers> }) {
  const project = useProjectId()
  const more = images.data && { text: w.oddAll(upTo(images.data.count)), link: toImages(project, FILTER) }
  return (
    <Card className="span-12" title={w.odd} about={w.oddAbout} more={more}>
      <Answer of={images} height={200}>
        {({ images: rows }) =>
          rows.length === 0 ? (
            <Empty title={w.noneOdd}>{w.noneOddAbout}</Empty>
          ) : (
            <ul className="outliers">
              {rows.map((row) => (
                <li key={row.image_id}>
                  <PictureCard project={project} image={row} link={toReview(project, row.image_id, FILTER)}>
                    <span className="strong line" title={row.image_id}>
                      <bdi>{row.image_id}</bdi>
                    </span>
                    <span className="outlier-line">
                      <ScoreMeter value={row.qa_score} look={row.flags.length > 0} />
                      <ReviewStatus status={row.review_status} />
                    </span>
                    <Tags plain kinds={reasonsOf(row)} />
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
