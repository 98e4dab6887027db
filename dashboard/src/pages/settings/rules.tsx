import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'

import type { Schema } from '../../api/client'
import { plainNumber } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Refused, saidOf, useSubmission } from '../../parts/submission'
import { Tag } from '../../parts/tags'
import { words } from '../../words'
import { thresholdsOf, typedOf, type Typed } from './changes'
import { useChange } from './changing'
import defaults from './rules.json'

const w = words.settings.rules
const RULES: readonly [string, Readonly<Record<string, number>>][] = Object.entries(defaults)
const POINTERS = RULES.flatMap(([rule, own]) => [
  `/thresholds/${rule}`,
  ...Object.keys(own).map((name) => `/thresholds/${rule}/${name}`),
])

type RuleProps = { rule: string; typed: Typed; error: unknown; onType: (key: string, text: string) => void }

/** One rule: what it watches, and its thresholds with their defaults. */
function Rule({ rule, typed, error, onType }: RuleProps) {
  const own = RULES.find(([name]) => name === rule)?.[1] ?? {}
  const changed = Object.keys(own).some((name) => (typed[`${rule}.${name}`] ?? '') !== '')
  const wrong = saidOf(error, `/thresholds/${rule}`) !== undefined
  return (
    <details className="rule" open={wrong || undefined}>
      <summary>
        <b>{words.alerts.types[rule] ?? rule}</b>
        {changed && <Tag tone="warn">{w.changed}</Tag>}
      </summary>
      <p className="small">{w.meaning[rule]}</p>
      <div className="rule-fields">
        {Object.entries(own).map(([name, value]) => {
          const key = `${rule}.${name}`
          return (
            <TextInput
              key={key}
              label={w.thresholds[key] ?? name}
              placeholder={plainNumber(value)}
              description={w.default(plainNumber(value))}
              inputMode="decimal"
              value={typed[key] ?? ''}
              error={saidOf(error, `/thresholds/${rule}/${name}`)}
              onChange={(event) => {
                onType(key, event.currentTarget.value)
              }}
            />
          )
        })}
      </div>
    </details>
  )
}

/** When each rule raises its alert. */
export function Rules({ project }: { project: Schema<'ProjectAnswer'> }) {
  const change = useChange()
  const { busy, error, send } = useSubmission()
  const before = typedOf(project.thresholds)
  const [typed, setTyped] = useState<Typed>(before)
  const same = JSON.stringify(thresholdsOf(typed)) === JSON.stringify(thresholdsOf(before))
  return (
    <Card title={w.title} about={w.about}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(() => change({ thresholds: thresholdsOf(typed) }))
        }}
      >
        <div>
          {RULES.map(([rule]) => (
            <Rule
              key={rule}
              rule={rule}
              typed={typed}
              error={error}
              onType={(key, text) => {
                setTyped((known) => ({ ...known, [key]: text }))
              }}
            />
          ))}
        </div>
        <Refused error={error} fields={POINTERS} />
        <div className="form-ways">
          <Button type="submit" loading={busy} disabled={same}>
            {words.states.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
