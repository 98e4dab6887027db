import { SegmentedControl } from '@mantine/core'

import { useProject } from '../../app/project'
import { useFilters } from '../../app/search'
import { FilterField } from '../../parts/filter-field'
import { FilterSelect } from '../../parts/filter-select'
import { reasonOf } from '../../parts/flags'
import { IconSearch } from '../../parts/icons'
import { words } from '../../words'
import '../../parts/filters.css'
import { FLAGS, SORTS, STATUSES } from './asked'

const w = words.images
export const VIEWS = ['grid', 'table'] as const

type Option = { value: string; label: string }
type Props = { people: readonly Option[]; classes: readonly string[] }

/** What the list is restricted to, and the order and form in which it is shown; all of it stands in the address. */
export function FilterBar({ people, classes }: Props) {
  const project = useProject().data
  const named = new Set([...(project?.classes ?? []), ...classes])
  return (
    <div className="filters no-print" role="search" aria-label={words.quality.filters.label}>
      <Typed name="q" placeholder={w.search} icon />
      <FilterSelect
        name="status"
        label={w.filters['status'] ?? ''}
        usual={w.any.status}
        width={120}
        options={STATUSES.map((value) => ({ value, label: words.quality.status[value] ?? value }))}
      />
      <FilterSelect
        name="flag"
        label={w.filters['flag'] ?? ''}
        usual={w.any.flag}
        width={150}
        options={FLAGS.map((value) => ({ value, label: reasonOf(value) }))}
      />
      <FilterSelect
        name="annotator"
        label={w.filters['annotator'] ?? ''}
        usual={w.any.annotator}
        options={people}
        width={118}
      />
      <FilterSelect
        name="class"
        label={w.filters['class'] ?? ''}
        usual={w.any.class}
        width={112}
        options={[...named].map((value) => ({ value, label: value }))}
      />
      <Typed name="min_score" placeholder="0" />
      <Typed name="max_score" placeholder="1" />
      <FilterSelect
        name="sort"
        label={w.sort.label}
        usual={w.sort.priority}
        width={172}
        options={SORTS.map((value) => ({ value, label: w.sort[value] }))}
      />
      <View />
    </div>
  )
}

/** A filter that is typed: a part of a name, or a score. */
function Typed({
  name,
  placeholder,
  icon,
}: {
  name: 'q' | 'min_score' | 'max_score'
  placeholder: string
  icon?: true
}) {
  const [filters, change] = useFilters()
  return (
    <FilterField
      size="xs"
      w={icon ? 146 : 66}
      label={w.filters[name]}
      placeholder={placeholder}
      value={filters[name]}
      {...(icon ? { leftSection: <IconSearch size={13} aria-hidden /> } : { inputMode: 'decimal' as const })}
      onSettle={(value) => {
        change({ [name]: value }, { replace: true })
      }}
    />
  )
}

function View() {
  const [filters, change] = useFilters()
  return (
    <SegmentedControl
      className="end"
      size="xs"
      aria-label={w.view.label}
      data={VIEWS.map((value) => ({ value, label: w.view[value] }))}
      value={filters['view'] === 'table' ? 'table' : 'grid'}
      onChange={(value) => {
        change({ view: value === 'grid' ? undefined : value }, { replace: true })
      }}
    />
  )
}
