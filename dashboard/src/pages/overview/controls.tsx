import { SegmentedControl, Select } from '@mantine/core'

import type { Overview } from '../../api/quality'
import { useFilters } from '../../app/search'
import { daysBefore } from '../../format/dates'
import { words } from '../../words'

const PERIODS = [
  { id: 'weeks4', days: 28 },
  { id: 'weeks26', days: 182 },
] as const
const ALL = 'all'
const OTHER = 'other'

/** Which days and which class the page is about; both stand in the address, as the API's own parameters. */
export function Controls({ overview }: { overview: Overview }) {
  const [filters, change] = useFilters()
  const { since } = filters
  const starts = PERIODS.map((p) => ({ value: daysBefore(overview.as_of, p.days), label: words.overview.period[p.id] }))
  const known = since === undefined || starts.some((s) => s.value === since)
  const periods = [
    ...starts,
    { value: ALL, label: words.overview.all },
    ...(known ? [] : [{ value: OTHER, label: words.overview.since(since) }]),
  ]
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={words.overview.periodLabel}
        data={periods}
        value={since === undefined ? ALL : known ? since : OTHER}
        onChange={(value) => {
          if (value !== OTHER) change({ since: value === ALL ? undefined : value })
        }}
      />
      <Select
        size="xs"
        w={160}
        aria-label={words.overview.classLabel}
        placeholder={words.overview.allClasses}
        clearable
        searchable
        limit={100}
        data={overview.classes.map((c) => c.class)}
        value={filters['class'] ?? null}
        onChange={(value) => {
          change({ class: value ?? undefined })
        }}
      />
    </>
  )
}
