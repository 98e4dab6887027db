import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import { optionsOf } from './options'

const w = words.imports.dialog
const TOOLS = ['cvat', 'label_studio'] as const
type Fields = Record<
  'kind' | 'name' | 'address' | 'token' | 'project' | 'tasks' | 'projects' | 'org' | 'minutes',
  string
>
const EMPTY: Fields = {
  kind: 'cvat',
  name: '',
  address: '',
  token: '',
  project: '',
  tasks: '',
  projects: '',
  org: '',
  minutes: '10',
}
const POINTERS = [
  '/kind',
  '/name',
  '/address',
  '/token',
  '/minutes',
  '/options/project',
  '/options/tasks',
  '/options/projects',
  '/options/org',
]

/** Connects CVAT or Label Studio: its address, a token for it, and what of it is taken. */
export function Connecting({
  onDone,
  onClose,
}: {
  onDone: (source: Schema<'ShownSource'>) => void
  onClose: () => void
}) {
  const project_id = useProjectId()
  const { busy, error, at, send } = useSubmission()
  const [fields, setFields] = useState(EMPTY)
  const field = (name: keyof Fields, pointer = `/${name}`) => ({
    value: fields[name],
    error: at(pointer),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setFields((before) => ({ ...before, [name]: value }))
    },
  })
  const act = async () => {
    const { data } = await fetcher.POST('/v1/projects/{project_id}/sources', {
      params: { path: { project_id } },
      body: {
        kind: fields.kind as Schema<'NewSource'>['kind'],
        address: fields.address.trim(),
        token: fields.token.trim(),
        options: optionsOf(fields) as never,
        name: fields.name.trim() || null,
        minutes: fields.minutes.trim() === '' ? null : Number(fields.minutes),
      },
    })
    if (data) onDone(data)
  }
  return (
    <Dialog title={w.title} onClose={onClose}>
      <form
        className="form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          void send(act)
        }}
      >
        <NativeSelect
          label={w.tool}
          data={TOOLS.map((value) => ({ value, label: words.imports.tools[value] ?? value }))}
          {...field('kind')}
        />
        <TextInput label={w.address} description={w.addressAbout} type="url" required {...field('address')} />
        <PasswordInput label={w.token} description={w.tokenAbout} autoComplete="off" required {...field('token')} />
        {fields.kind === 'cvat' ? (
          <>
            <div className="pair">
              <TextInput label={w.projects} {...field('projects', '/options/projects')} />
              <TextInput label={w.tasks} {...field('tasks', '/options/tasks')} />
            </div>
            <p className="small">{w.idsAbout}</p>
            <TextInput label={w.org} description={w.orgAbout} {...field('org', '/options/org')} />
          </>
        ) : (
          <TextInput
            label={w.project}
            description={w.projectAbout}
            inputMode="numeric"
            required
            {...field('project', '/options/project')}
          />
        )}
        <TextInput label={w.name} description={w.nameAbout} {...field('name')} />
        <TextInput label={w.minutes} description={w.minutesAbout} inputMode="numeric" {...field('minutes')} />
        <Refused error={error} fields={POINTERS} />
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
