import { TextInput } from '@mantine/core'

import { words } from '../words'

/** Above a chart that shows the worst of many: how many, and a field that brings others in. */
export const SearchField = ({
  shown,
  of,
  value,
  onChange,
}: {
  shown: number
  of: number
  value: string
  onChange: (text: string) => void
}) => (
  <div className="chart-search no-print">
    <TextInput
      size="xs"
      aria-label={words.charts.search}
      placeholder={words.charts.search}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
    <span>{words.charts.worst(shown, of)}</span>
  </div>
)
