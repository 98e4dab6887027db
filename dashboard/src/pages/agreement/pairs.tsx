import { SegmentedControl } from '@mantine/core'

import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { Matrix } from '../../charts/matrix'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { words } from '../../words'
import { NoOverlap } from '../overview/no-overlap'
import type { Figures } from './asked'
import { measuresOf, type Measure } from './measures'

const w = words.agreement

/** Every pair of annotators, by IoU of what they drew or by kappa of their labels. */
export function Pairs({ figures: { matrix }, people }: { figures: Figures; people: People }) {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const measures = measuresOf(matrix)
  const measure: Measure = measures.find((m) => m === filters['pairs']) ?? measures[0] ?? 'iou'
  const iou = measure === 'iou'
  const kept = { ...(filters['class'] === undefined ? {} : { class: filters['class'] }) }
  return (
    <Card
      className="span-6"
      title={words.overview.whoAgrees}
      about={words.overview.ofEachPair[measure]}
      aside={
        measures.length > 1 ? (
          <SegmentedControl
            className="aside"
            size="xs"
            aria-label={w.measureLabel}
            data={measures.map((m) => ({ value: m, label: w.measure[m] }))}
            value={measure}
            onChange={(chosen) => {
              change({ pairs: chosen === measures[0] ? undefined : chosen })
            }}
          />
        ) : undefined
      }
    >
      {matrix.annotators.length < 2 ? (
        <NoOverlap />
      ) : (
        <>
          <Matrix
            name={`pairs-by-${measure}`}
            what={w.measure[measure]}
            annotators={matrix.annotators.map((id) => ({ id, name: people.name(id) }))}
            values={iou ? matrix.iou : matrix.kappa}
            n={iou ? matrix.n : matrix.n_labels}
            bar={iou ? HEALTHY : RELIABLE}
            link={(one) =>
              toImages(project, {
                ...(iou ? kept : {}),
                annotator: one,
                series: iou ? 'comparable' : 'labels',
                sort: 'qa_score',
              })
            }
          />
          <p className="small note">
            {w.drill} {matrix.truncated && w.truncated}
          </p>
        </>
      )}
    </Card>
  )
}
