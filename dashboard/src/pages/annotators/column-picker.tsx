import { Checkbox } from '@mantine/core'

import { useFilters } from '../../app/search'
import { IconChevronDown } from '../../parts/icons'
import { words } from '../../words'
import { asText, chosen } from './chosen'

type Props = { columns: readonly { id: string; title: string }[] }

/** Which columns stand in the table; the choice stands in the address. */
export function ColumnPicker({ columns }: Props) {
  const [filters, change] = useFilters()
  const all = columns.map((c) => c.id)
  const shown = chosen(filters['columns'], all)
  return (
    <details className="column-picker no-print">
      <summary>
        {words.annotators.columns} <IconChevronDown size={14} aria-hidden />
      </summary>
      <Checkbox.Group
        aria-label={words.annotators.columns}
        value={shown}
        onChange={(ids) => {
          change({ columns: asText(ids, all) }, { replace: true })
        }}
      >
        <div className="choices">
          {columns.map((c, k) => (
            <Checkbox key={c.id} size="xs" value={c.id} label={c.title} disabled={k === 0} />
          ))}
        </div>
      </Checkbox.Group>
    </details>
  )
}
