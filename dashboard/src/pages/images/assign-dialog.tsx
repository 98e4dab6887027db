import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { count } from '../../format/numbers'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import { Assignees } from './assignees'
import type { Person } from './person'

const w = words.images.giving
const MOST_PER_IMAGE = 10

type Role = 'annotator' | 'reviewer'
type Props = { ids: readonly string[]; people: readonly Person[]; onClose: (done?: string) => void }

/** Gives the chosen images to persons, to label or to review; the server shares them out. */
export function AssignDialog({ ids, people, onClose }: Props) {
  const project = useProjectId()
  const { busy, error, at, send } = useSubmission()
  const [role, setRole] = useState<Role>('reviewer')
  const [who, setWho] = useState<readonly string[]>([])
  const [each, setEach] = useState(1)
  const [list, setList] = useState('')
  const [missing, setMissing] = useState(false)
  const [given, setGiven] = useState<Schema<'Assigned'> | null>(null)
  const nameOf = (id: string) => people.find((p) => p.value === id)?.label ?? id
  const act = () =>
    send(async () => {
      const { data } = await fetcher.POST('/v1/projects/{project_id}/assignments', {
        params: { path: { project_id: project } },
        body: { role, assignees: [...who], image_ids: [...ids], per_image: each, ...(list ? { list } : {}) },
      })
      setGiven(data ?? null)
    })
  const close = () => {
    onClose(given === null ? undefined : saidOf(given, nameOf))
  }
  return (
    <Dialog title={w.title(ids.length)} onClose={close}>
      {given !== null ? (
        <div className="form" role="status">
          <p className="wrap">{saidOf(given, nameOf)}</p>
          {given.n_short > 0 && <p className="wrap">{w.short(given.n_short)}</p>}
          <div className="form-ways">
            <Button onClick={close}>{w.close}</Button>
          </div>
        </div>
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            setMissing(who.length === 0)
            if (who.length > 0) void act()
          }}
        >
          <SegmentedControl
            aria-label={w.role}
            value={role}
            data={[
              { value: 'reviewer', label: w.reviewer },
              { value: 'annotator', label: w.annotator },
            ]}
            onChange={(value) => {
              setRole(value as Role)
            }}
          />
          <Assignees
            people={people}
            chosen={who}
            onChange={setWho}
            error={at('/assignees') ?? (missing && who.length === 0 ? w.nobody : undefined)}
          />
          <div className="pair">
            <NumberInput
              label={w.perImage}
              description={w.perImageAbout}
              min={1}
              max={MOST_PER_IMAGE}
              value={each}
              error={at('/per_image')}
              onChange={(value) => {
                setEach(Number(value) || 1)
              }}
            />
            <TextInput
              label={w.list}
              description={w.listAbout}
              value={list}
              error={at('/list')}
              onChange={(event) => {
                setList(event.currentTarget.value)
              }}
            />
          </div>
          <Refused error={error} fields={['/assignees', '/per_image', '/list']} />
          <div className="form-ways">
            <Button variant="default" onClick={close}>
              {words.states.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {w.act}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

const saidOf = (given: Schema<'Assigned'>, nameOf: (id: string) => string): string =>
  w.done(given.images, given.by_assignee.map((s) => w.share(nameOf(s.assignee), count(s.assigned))).join(', '))
