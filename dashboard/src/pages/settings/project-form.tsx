import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'

import type { Schema } from '../../api/client'
import { Card } from '../../parts/card'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import { useChange } from './changing'
import { changesOf, fieldsOf, type Fields } from './changes'

const w = words.settings.project
const POINTERS = ['/name', '/task', '/label_type', '/classes', '/class_policy', '/iou_threshold', '/min_annotators']

const chosen = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([value, label]) => ({ value, label }))

/** What the project is called, what is labelled in it, and how it is measured. */
export function ProjectForm({ project }: { project: Schema<'ProjectAnswer'> }) {
  const change = useChange()
  const { busy, error, at, send } = useSubmission()
  const before = fieldsOf(project)
  const [fields, setFields] = useState(before)
  const changes = changesOf(before, fields)
  const field = (name: keyof Fields) => ({
    value: fields[name],
    error: at(`/${name}`),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setFields((known) => ({ ...known, [name]: value }))
    },
  })
  return (
    <Card title={w.title} about={<bdi className="wrap">{w.id(project.project_id)}</bdi>}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(() => change(changes))
        }}
      >
        {project.recomputing > 0 && (
          <p className="tag warn" role="status">
            {w.recomputing(words.quality.rescored(project.recomputing))}
          </p>
        )}
        <TextInput label={w.name} dir="auto" {...field('name')} />
        <div className="pair">
          <NativeSelect label={w.task} data={chosen(w.tasks)} {...field('task')} />
          <NativeSelect label={w.labelType} data={chosen(w.labelTypes)} {...field('label_type')} />
        </div>
        <Textarea label={w.classes} description={w.classesAbout} rows={6} spellCheck={false} {...field('classes')} />
        <NativeSelect label={w.policy} data={chosen(w.policies)} {...field('class_policy')} />
        <div className="pair">
          <TextInput label={w.iou} description={w.iouAbout} inputMode="decimal" {...field('iou_threshold')} />
          <TextInput
            label={w.annotators}
            description={w.annotatorsAbout}
            inputMode="numeric"
            {...field('min_annotators')}
          />
        </div>
        <Refused error={error} fields={POINTERS} />
        <div className="form-ways">
          <Button type="submit" loading={busy} disabled={Object.keys(changes).length === 0}>
            {words.states.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
