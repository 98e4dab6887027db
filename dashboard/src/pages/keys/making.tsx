import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core'
import { useState } from 'react'

import { api, fetcher, type Schema } from '../../api/client'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import { bodyOf } from './body'

const w = words.keys.dialog
const SCOPES = ['read', 'ingest', 'review', 'admin', 'self'] as const
const POINTERS = ['/name', '/scopes', '/projects', '/annotator', '/days']

/** Makes a key: what it may do, where, for whom and how long. */
export function MakingKey({ onDone, onClose }: { onDone: (key: Schema<'ShownKey'>) => void; onClose: () => void }) {
  const { busy, error, at, send } = useSubmission()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(['read'])
  const [projects, setProjects] = useState<string[]>([])
  const [annotator, setAnnotator] = useState('')
  const [days, setDays] = useState('')
  const known = api.useQuery('get', '/v1/projects', { params: { query: { limit: 1000 } } })
  const own = scopes.includes('self')
  const act = async () => {
    const { data } = await fetcher.POST('/v1/keys', { body: bodyOf({ name, scopes, projects, annotator, days }) })
    if (data) onDone(data)
  }
  return (
    <Dialog title={w.title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(act)
        }}
      >
        <TextInput
          label={w.name}
          description={w.nameAbout}
          required
          value={name}
          error={at('/name')}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <Checkbox.Group
          label={w.scopes}
          value={scopes}
          error={at('/scopes')}
          onChange={(values) => {
            // `self` stands alone: whichever was chosen last stays
            const last = values.find((value) => !scopes.includes(value))
            setScopes(last === 'self' ? ['self'] : values.filter((value) => value !== 'self' || last === undefined))
          }}
        >
          <div className="checks">
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={w.scope[scope]} />
            ))}
          </div>
        </Checkbox.Group>
        {own && (
          <TextInput
            label={w.annotator}
            description={w.annotatorAbout}
            required
            value={annotator}
            error={at('/annotator')}
            onChange={(event) => {
              setAnnotator(event.currentTarget.value)
            }}
          />
        )}
        <MultiSelect
          label={w.projects}
          description={w.projectsAbout}
          searchable
          limit={50}
          data={known.data?.projects.map((p) => ({ value: p.project_id, label: p.name })) ?? []}
          value={projects}
          error={at('/projects')}
          comboboxProps={{ withinPortal: false }} // outside of the dialog nothing can be pressed
          onChange={setProjects}
        />
        <TextInput
          label={w.days}
          description={w.daysAbout}
          inputMode="numeric"
          value={days}
          error={at('/days')}
          onChange={(event) => {
            setDays(event.currentTarget.value)
          }}
        />
        <Refused error={error} fields={POINTERS} />
        <div className="form-ways">
          <Button variant="default" onClick={onClose}>
            {words.states.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {w.make}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
