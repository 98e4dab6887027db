import { Select } from '@mantine/core'

import { useFilters } from '../app/search'

type Option = { value: string; label: string }

type Props = {
  /** The API's own name of the filter, as it stands in the address. */
  name: string
  label: string
  /** What stands there when nothing is asked for. */
  usual: string
  options: readonly Option[]
  width?: number
}

/** One filter of the address with known values; a value of the address that is not among them is offered too. */
export function FilterSelect({ name, label, usual, options, width = 150 }: Props) {
  const [filters, change] = useFilters()
  const value = filters[name] ?? null
  const known = value === null || options.some((o) => o.value === value)
  return (
    <Select
      size="xs"
      w={width}
      label={label}
      placeholder={usual}
      clearable
      searchable={options.length > 12}
      limit={100}
      data={known ? [...options] : [...options, { value, label: value }]}
      value={value}
      onChange={(chosen) => {
        change({ [name]: chosen ?? undefined })
      }}
    />
  )
}
