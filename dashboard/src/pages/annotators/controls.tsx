import { SegmentedControl } from '@mantine/core'

import { useFilters } from '../../app/search'
import { DayRange } from '../../parts/day-range'
import { FilterField } from '../../parts/filter-field'
import { Filters } from '../../parts/filters'
import { IconSearch } from '../../parts/icons'
import { words } from '../../words'
import { kindOf } from './asked'

/** Persons or models, which days, and a name. */
export function Controls() {
  const [filters, change] = useFilters()
  return (
    <Filters names={['since', 'until', 'q']}>
      <SegmentedControl
        size="xs"
        aria-label={words.annotators.kindLabel}
        data={[
          { value: 'person', label: words.annotators.kind.person },
          { value: 'model', label: words.annotators.kind.model },
        ]}
        value={kindOf(filters)}
        onChange={(kind) => {
          change({ kind: kind === 'person' ? undefined : kind })
        }}
      />
      <FilterField
        size="xs"
        label={words.charts.search}
        leftSection={<IconSearch size={14} />}
        value={filters['q']}
        onSettle={(q) => {
          change({ q }, { replace: true })
        }}
      />
      <DayRange />
    </Filters>
  )
}
