import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { useFilters } from '../app/search'
import { words } from '../words'
import { IconX } from './icons'
import './filters.css'

/** What a page is restricted to, in one row, and a way to take all of it back; `names` are the filters in the row. */
export function Filters({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const [filters, change] = useFilters()
  const set = names.filter((name) => filters[name] !== undefined)
  return (
    <div className="filters no-print" role="group" aria-label={words.quality.filters.label}>
      {children}
      {set.length > 0 && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconX size={13} />}
          onClick={() => {
            change(Object.fromEntries(set.map((name) => [name, undefined])))
          }}
        >
          {words.quality.filters.clear}
        </Button>
      )}
    </div>
  )
}
