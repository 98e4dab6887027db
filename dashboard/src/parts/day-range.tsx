import { TextInput } from '@mantine/core'

import { useFilters } from '../app/search'
import { words } from '../words'

/** First and last day of what a page is about, both of UTC; they stand in the address as `since` and `until`. */
export function DayRange() {
  const [filters, change] = useFilters()
  return (
    <>
      {(['since', 'until'] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          size="xs"
          label={words.quality.filters[name]}
          value={filters[name] ?? ''}
          onChange={(event) => {
            change({ [name]: event.currentTarget.value || undefined }, { replace: true })
          }}
        />
      ))}
    </>
  )
}
