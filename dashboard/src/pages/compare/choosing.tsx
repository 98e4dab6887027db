import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'

import type { Schema } from '../../api/client'
import { useFilters } from '../../app/search'
import { saidOf } from '../../parts/submission'
import { words } from '../../words'
import { DEFAULT, PRESETS, type Days } from './periods'

const w = words.compare
const NOT_THESE = { from: undefined, to: undefined, from2: undefined, to2: undefined }

function Day({
  name,
  label,
  days,
  error,
  onDay,
}: {
  name: keyof Days
  label: string
  days: Days
  error: unknown
  onDay: (name: keyof Days, day: string) => void
}) {
  return (
    <TextInput
      type="date"
      label={label}
      required
      withAsterisk={false}
      value={days[name]}
      error={saidOf(error, `/${name}`)}
      onChange={(event) => {
        onDay(name, event.currentTarget.value)
      }}
    />
  )
}

/** Which two periods: the last days beside as many before, or any two. */
export function Choosing({
  shown,
  error,
  preset,
}: {
  shown: { first: Schema<'ComparedDays'>; second: Schema<'ComparedDays'> } | undefined
  error: unknown
  preset: boolean
}) {
  const [search, change] = useFilters()
  const known: Days = {
    from: search['from'] ?? shown?.first.from ?? '',
    to: search['to'] ?? shown?.first.to ?? '',
    from2: search['from2'] ?? shown?.second.from ?? '',
    to2: search['to2'] ?? shown?.second.to ?? '',
  }
  const [typed, setTyped] = useState<Partial<Days>>({})
  const days = { ...known, ...typed }
  const onDay = (name: keyof Days, day: string) => {
    setTyped((before) => ({ ...before, [name]: day }))
  }
  return (
    <form
      className="compare-choosing"
      onSubmit={(event) => {
        event.preventDefault()
        setTyped({})
        change({ ...days, days: undefined })
      }}
    >
      <fieldset>
        <legend>{w.base}</legend>
        <Day name="from" label={w.from} days={days} error={error} onDay={onDay} />
        <Day name="to" label={w.to} days={days} error={error} onDay={onDay} />
      </fieldset>
      <fieldset>
        <legend>{w.period}</legend>
        <Day name="from2" label={w.from} days={days} error={error} onDay={onDay} />
        <Day name="to2" label={w.to} days={days} error={error} onDay={onDay} />
      </fieldset>
      <Button type="submit" variant="default" disabled={Object.keys(typed).length === 0}>
        {w.apply}
      </Button>
      <SegmentedControl
        size="xs"
        aria-label={w.presets}
        value={preset ? (search['days'] ?? DEFAULT) : ''}
        data={PRESETS.map((value) => ({ value, label: w.days[value] }))}
        onChange={(value) => {
          setTyped({})
          change({ ...NOT_THESE, days: value === DEFAULT ? undefined : value })
        }}
      />
    </form>
  )
}
