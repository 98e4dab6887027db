import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'

const w = words.settings.targets
const KINDS = ['webhook', 'slack', 'email'] as const
const SEVERITIES = ['info', 'warning', 'error'] as const
const TYPES = Object.keys(words.alerts.types)

/** Adds a place that alerts are sent to. */
export function AddingTarget({
  onDone,
  onClose,
}: {
  onDone: (target: Schema<'ShownTarget'>) => void
  onClose: () => void
}) {
  const project_id = useProjectId()
  const { busy, error, at, send } = useSubmission()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('slack')
  const [severity, setSeverity] = useState<(typeof SEVERITIES)[number]>('warning')
  const [address, setAddress] = useState('')
  const [name, setName] = useState('')
  const [types, setTypes] = useState<string[]>([])
  const where = kind === 'email' ? 'to' : 'url'
  const act = async () => {
    const { data } = await fetcher.POST('/v1/projects/{project_id}/alert-targets', {
      params: { path: { project_id } },
      body: {
        kind,
        [where]: address.trim(),
        min_severity: severity,
        types: types.length === 0 ? null : (types as NonNullable<Schema<'NewTarget'>['types']>),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      },
    })
    if (data) onDone(data)
  }
  return (
    <Dialog title={w.add} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(act)
        }}
      >
        <NativeSelect
          label={w.kind}
          value={kind}
          data={KINDS.map((value) => ({ value, label: w.kinds[value] ?? value }))}
          onChange={(event) => {
            setKind(KINDS.find((k) => k === event.currentTarget.value) ?? 'webhook')
          }}
        />
        <TextInput
          label={kind === 'email' ? w.to : w.url}
          description={kind === 'email' ? undefined : w.urlAbout}
          type={kind === 'email' ? 'email' : 'url'}
          required
          value={address}
          error={at(`/${where}`)}
          onChange={(event) => {
            setAddress(event.currentTarget.value)
          }}
        />
        <TextInput
          label={w.name}
          value={name}
          error={at('/name')}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <NativeSelect
          label={w.severity}
          value={severity}
          data={SEVERITIES.map((value) => ({ value, label: words.quality.severity[value] ?? value }))}
          onChange={(event) => {
            setSeverity(SEVERITIES.find((s) => s === event.currentTarget.value) ?? 'warning')
          }}
        />
        <Checkbox.Group label={w.types} description={w.allTypes} value={types} error={at('/types')} onChange={setTypes}>
          <div className="checks">
            {TYPES.map((type) => (
              <Checkbox key={type} value={type} label={words.alerts.types[type]} />
            ))}
          </div>
        </Checkbox.Group>
        <Refused error={error} fields={[`/${where}`, '/name', '/types']} />
        <div className="form-ways">
          <Button variant="default" onClick={onClose}>
            {words.states.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {w.add}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
