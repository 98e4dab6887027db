import { useOverview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import type { People } from '../../format/people'
import { count } from '../../format/numbers'
import { DayRange } from '../../parts/day-range'
import { FilterSelect } from '../../parts/filter-select'
import { Filters } from '../../parts/filters'
import { thresholds } from '../../parts/thresholds'
import { words } from '../../words'
import { FILTERS } from './asked'

const LEAST = [2, 3, 4, 5].map((n) => ({ value: String(n), label: words.agreement.orMore(count(n)) }))

/** What the figures are over; all of it stands in the address, as the API's own parameters. */
export function Controls({ people, boxes }: { people: People & { ids: readonly string[] }; boxes: boolean }) {
  const overview = useOverview(useProjectId())
  const classes = overview.data?.classes ?? []
  return (
    <Filters names={FILTERS}>
      <FilterSelect
        name="class"
        label={words.quality.filters.class}
        usual={words.quality.filters.allClasses}
        options={classes.map((c) => ({ value: c.class, label: c.class }))}
      />
      <FilterSelect
        name="annotator"
        label={words.quality.filters.annotator}
        usual={words.quality.filters.everybody}
        options={people.ids.map((id) => ({ value: id, label: people.name(id) }))}
      />
      <DayRange />
      <FilterSelect
        name="min_annotators"
        label={words.agreement.minAnnotators}
        usual={words.agreement.orMore(count(2))}
        options={LEAST}
      />
      {boxes && (
        <FilterSelect
          name="iou_threshold"
          label={words.quality.filters.threshold}
          usual={words.agreement.usualThreshold}
          options={thresholds()}
          width={130}
        />
      )}
    </Filters>
  )
}
