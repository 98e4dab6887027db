import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { fetcher } from '../../api/client'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'

const w = words.projects.dialog
const TASKS = ['detection', 'classification'] as const
const POINTERS = ['/project_id', '/name', '/classes', '/task']

/** Makes a project, and leads to where labels come in. */
export function Making({ onClose }: { onClose: () => void }) {
  const { busy, error, at, send } = useSubmission()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [classes, setClasses] = useState('')
  const [task, setTask] = useState<(typeof TASKS)[number]>('detection')
  const act = async () => {
    const project_id = id.trim()
    await fetcher.POST('/v1/projects', {
      body: {
        project_id,
        task,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(classes.trim() === '' ? {} : { classes: classes.split('\n').filter((line) => line.trim() !== '') }),
      },
    })
    await queries.invalidateQueries({ queryKey: ['get', '/v1/projects'] })
    await navigate({ to: '/p/$project/import', params: { project: project_id } })
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
          label={w.id}
          description={w.idAbout}
          required
          autoComplete="off"
          value={id}
          error={at('/project_id')}
          onChange={(event) => {
            setId(event.currentTarget.value)
          }}
        />
        <TextInput
          label={w.name}
          description={w.nameAbout}
          value={name}
          error={at('/name')}
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <NativeSelect
          label={w.task}
          value={task}
          error={at('/task')}
          data={TASKS.map((value) => ({ value, label: words.settings.project.tasks[value] }))}
          onChange={(event) => {
            setTask(TASKS.find((t) => t === event.currentTarget.value) ?? 'detection')
          }}
        />
        <Textarea
          label={w.classes}
          description={w.classesAbout}
          rows={4}
          value={classes}
          error={at('/classes')}
          onChange={(event) => {
            setClasses(event.currentTarget.value)
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
