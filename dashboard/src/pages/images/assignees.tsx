import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'

import { count } from '../../format/numbers'
import { words } from '../../words'
import type { Person } from './person'

const w = words.images.giving
/** Persons that are listed before a part of the name is asked for. */
const SHOWN = 8

type Props = {
  people: readonly Person[]
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
  error: string | undefined
}

/** Persons to tick, found by a part of their name; who reviews and has never labelled is named by id. */
export function Assignees({ people, chosen, onChange, error }: Props) {
  const [text, setText] = useState('')
  const wanted = text.trim()
  const found = people.filter((p) => `${p.label} ${p.value}`.toLowerCase().includes(wanted.toLowerCase()))
  const strangers = chosen.filter((id) => !people.some((p) => p.value === id))
  const ticked = people.filter((p) => chosen.includes(p.value) && !found.slice(0, SHOWN).includes(p))
  const rows = [...strangers.map((id) => ({ value: id, label: id })), ...ticked, ...found.slice(0, SHOWN)]
  const unknown = wanted !== '' && !rows.some((p) => p.value === wanted) && !people.some((p) => p.value === wanted)
  const toggle = (id: string) => {
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  }
  return (
    <Checkbox.Group label={w.who} error={error} value={[...chosen]}>
      <TextInput
        size="xs"
        aria-label={w.find}
        placeholder={w.find}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
      />
      <div className="assignees">
        {rows.map((p) => (
          <Checkbox
            key={p.value}
            value={p.value}
            label={<bdi className="wrap">{p.label}</bdi>}
            onChange={() => {
              toggle(p.value)
            }}
          />
        ))}
        {unknown && (
          <Checkbox
            key="unknown"
            value={wanted}
            label={<bdi className="wrap">{w.add(wanted)}</bdi>}
            onChange={() => {
              toggle(wanted)
              setText('')
            }}
          />
        )}
      </div>
      {found.length > SHOWN && <p className="small">{w.more(count(found.length - SHOWN))}</p>}
    </Checkbox.Group>
  )
}
