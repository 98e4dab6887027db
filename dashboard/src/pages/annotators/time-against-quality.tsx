import { SegmentedControl } from '@mantine/core'

import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { accuracyBar, approvalBar, HEALTHY } from '../../charts/bars'
import { TimeQuality } from '../../charts/time-quality'
import type { People } from '../../format/people'
import { score, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { words } from '../../words'
import type { Row, Settings } from './asked'
import { QUALITIES, qualityOf, workersOf } from './quality'

const w = words.annotators

type Props = { rows: readonly Row[]; people: People; settings: Settings | undefined }

/** How long an image takes beside how good the answers are: fast and wrong, or slow and right. */
export function TimeAgainstQuality({ rows, people, settings }: Props) {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const quality = qualityOf(filters['against'], rows)
  const workers = workersOf(rows, quality, people)
  const bars = { mean_iou: HEALTHY, benchmark_accuracy: accuracyBar(settings), approval_rate: approvalBar(settings) }
  return (
    <Card
      title={w.time.title}
      about={w.time.about}
      aside={
        <SegmentedControl
          className="aside"
          size="xs"
          aria-label={w.time.against}
          data={QUALITIES.map((q) => ({ value: q, label: w.column[q], disabled: rows.every((r) => r[q] === null) }))}
          value={quality}
          onChange={(chosen) => {
            change({ against: chosen })
          }}
        />
      }
    >
      {workers.length === 0 ? (
        <Empty title={w.time.none}>{w.time.noneAbout}</Empty>
      ) : (
        <TimeQuality
          name="time-against-quality"
          what={w.column[quality]}
          workers={workers}
          bar={bars[quality]}
          text={quality === 'mean_iou' ? score : share}
          link={(id) => toAnnotator(project, id)}
        />
      )}
    </Card>
  )
}
