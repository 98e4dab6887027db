import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'

import { fetcher } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import type { Alert } from './folding'

const DAY = 86_400_000
const CHOICES = ['week', 'month', 'never', 'date'] as const
type Choice = (typeof CHOICES)[number]
const DAYS: Partial<Record<Choice, number>> = { week: 7, month: 30 }

/** When an acknowledgement ends: so many days from now, at the end of a day in UTC, or never. */
function endOf(choice: Choice, day: string): string | null {
  const days = DAYS[choice]
  if (days !== undefined) return new Date(Date.now() + days * DAY).toISOString()
  return choice === 'date' && day !== '' ? `${day}T23:59:59Z` : null
}

/** Says that somebody knows of an alert, why it waits and until when. */
export function Acknowledging({ alert, onClose, onDone }: { alert: Alert; onClose: () => void; onDone: () => void }) {
  const project_id = useProjectId()
  const { busy, error, at, send } = useSubmission()
  const [why, setWhy] = useState('')
  const [choice, setChoice] = useState<Choice>('week')
  const [day, setDay] = useState('')
  const act = () =>
    fetcher.POST('/v1/projects/{project_id}/alerts/{alert_id}/acknowledge', {
      params: { path: { project_id, alert_id: alert.alert_id } },
      body: { why: why.trim() || null, until: endOf(choice, day) },
    })
  return (
    <Dialog title={words.alerts.dialog.title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(act).then((done) => {
            if (done) onDone()
          })
        }}
      >
        <p className="strong wrap" dir="auto">
          {alert.message}
        </p>
        <p className="small">{words.alerts.dialog.about}</p>
        <Textarea
          label={words.alerts.dialog.why}
          description={words.alerts.dialog.whyAbout}
          value={why}
          error={at('/why')}
          rows={3}
          onChange={(event) => {
            setWhy(event.currentTarget.value)
          }}
        />
        <div className="pair">
          <NativeSelect
            label={words.alerts.dialog.until}
            value={choice}
            error={choice === 'date' ? undefined : at('/until')}
            data={CHOICES.map((value) => ({ value, label: words.alerts.dialog.choices[value] }))}
            onChange={(event) => {
              const chosen = CHOICES.find((c) => c === event.currentTarget.value)
              if (chosen) setChoice(chosen)
            }}
          />
          {choice === 'date' && (
            <TextInput
              type="date"
              label={words.alerts.dialog.date}
              value={day}
              required
              error={at('/until')}
              onChange={(event) => {
                setDay(event.currentTarget.value)
              }}
            />
          )}
        </div>
        <Refused error={error} fields={['/why', '/until']} />
        <div className="form-ways">
          <Button variant="default" onClick={onClose}>
            {words.states.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {words.alerts.acknowledge}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
