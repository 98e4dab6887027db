import { SegmentedControl } from '@mantine/core'

import { useProject } from '../../app/project'
import { useFilters } from '../../app/search'
import { score } from '../../format/numbers'
import { FilterSelect } from '../../parts/filter-select'
import { Filters } from '../../parts/filters'
import { thresholds } from '../../parts/thresholds'
import { words } from '../../words'
import { FILTERS, profileOf } from './asked'

const w = words.benchmark

/** What CVAT itself compares at. */
const CVAT_THRESHOLD = 0.4

/** By whose definitions, from which IoU on an object is found, and which class. */
export function Controls({ classes, boxes }: { classes: readonly string[]; boxes: boolean }) {
  const [filters, change] = useFilters()
  const profile = profileOf(filters)
  const settings = useProject().data
  const usual = profile === 'cvat' ? CVAT_THRESHOLD : (settings?.iou_threshold ?? 0.5)
  return (
    <Filters names={FILTERS}>
      <SegmentedControl
        size="xs"
        aria-label={w.profileLabel}
        data={(['labelqa', 'cvat'] as const).map((p) => ({ value: p, label: w.profile[p] }))}
        value={profile}
        onChange={(chosen) => {
          change({ profile: chosen === 'labelqa' ? undefined : chosen })
        }}
      />
      {boxes && (
        <FilterSelect
          name="iou_threshold"
          label={words.quality.filters.threshold}
          usual={score(usual)}
          options={thresholds()}
          width={130}
        />
      )}
      {profile === 'labelqa' && (
        <FilterSelect
          name="class"
          label={words.quality.filters.class}
          usual={words.quality.filters.allClasses}
          options={classes.map((c) => ({ value: c, label: c }))}
        />
      )}
    </Filters>
  )
}
