import type { Agreement, Asked } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { Matrix } from '../../charts/matrix'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { NoOverlap } from './no-overlap'

type Props = { agreement: Asked<Agreement>; people: People; boxes: boolean }

/** Every pair of annotators: IoU of what they drew, or kappa of their labels. */
export function WhoAgrees({ agreement, people, boxes }: Props) {
  const project = useProjectId()
  const measure = boxes ? 'iou' : 'kappa'
  const what = words.overview.measure[measure]
  return (
    <Card
      className={boxes ? 'span-4' : 'span-5'}
      title={words.overview.whoAgrees}
      about={words.overview.ofEachPair[measure]}
    >
      <Answer of={agreement} height={330}>
        {({ matrix }) =>
          matrix.annotators.length < 2 ? (
            <NoOverlap />
          ) : (
            <Matrix
              name="pairs"
              what={what}
              annotators={matrix.annotators.map((id) => ({ id, name: people.name(id) }))}
              values={boxes ? matrix.iou : matrix.kappa}
              n={boxes ? matrix.n : matrix.n_labels}
              bar={boxes ? HEALTHY : RELIABLE}
              link={(one) =>
                toImages(project, { annotator: one, series: boxes ? 'comparable' : 'labels', sort: 'qa_score' })
              }
            />
          )
        }
      </Answer>
    </Card>
  )
}
