import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Dialog } from '../../parts/dialog'
import { Answer } from '../../parts/states'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'
import type { Person } from './person'

const w = words.images.bulk
const answers = words.images.answers

type Verdict = 'approved' | 'rejected'
type Props = {
  ids: readonly string[]
  /** Whose images the list is restricted to. */
  annotator: string | undefined
  people: readonly Person[]
  onClose: (done?: string) => void
}

/** One verdict on many images: first the server says what it would do, then somebody decides. */
export function BulkDialog({ ids, annotator, people, onClose }: Props) {
  const project = useProjectId()
  const queries = useQueryClient()
  const { busy, error, send } = useSubmission()
  const [verdict, setVerdict] = useState<Verdict>('approved')
  const [reason, setReason] = useState('')
  const [only, setOnly] = useState(annotator !== undefined)
  const [unsaid, setUnsaid] = useState(false)
  const where: Schema<'Where'> = {
    image_ids: [...ids],
    ...(only && annotator !== undefined ? { annotator_id: annotator } : {}),
  }
  const rehearsal = useRehearsal(project, verdict, where)
  const chosen = rehearsal.data?.chosen ?? 0
  const act = async () => {
    let added = 0
    const done = await send(async () => {
      const { data } = await fetcher.POST('/v1/projects/{project_id}/reviews/bulk', {
        params: { path: { project_id: project } },
        body: { verdict, where, ...(verdict === 'rejected' ? { reason } : {}) },
      })
      added = data?.added ?? 0
    })
    if (!done) return
    void queries.invalidateQueries({ type: 'active' })
    onClose(w.done(answers(added), verdict === 'rejected'))
  }
  return (
    <Dialog
      title={w.title(ids.length)}
      onClose={() => {
        onClose()
      }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          const missing = verdict === 'rejected' && reason.trim() === ''
          setUnsaid(missing)
          if (!missing) void act()
        }}
      >
        <SegmentedControl
          aria-label={w.verdict}
          value={verdict}
          data={[
            { value: 'approved', label: w.approved },
            { value: 'rejected', label: w.rejected },
          ]}
          onChange={(value) => {
            setVerdict(value as Verdict)
          }}
        />
        {verdict === 'rejected' && (
          <TextInput
            label={w.reason}
            description={w.reasonAbout}
            value={reason}
            maxLength={1000}
            error={unsaid && reason.trim() === '' ? w.reasonMissing : undefined}
            onChange={(event) => {
              setReason(event.currentTarget.value)
            }}
          />
        )}
        {annotator !== undefined && (
          <Checkbox
            label={<bdi>{w.only(people.find((p) => p.value === annotator)?.label ?? annotator)}</bdi>}
            checked={only}
            onChange={(event) => {
              setOnly(event.currentTarget.checked)
            }}
          />
        )}
        <div role="status">
          <Answer of={rehearsal} height={44}>
            {(said) => (
              <p>
                {said.chosen === 0 ? (
                  w.nothing
                ) : (
                  <>
                    <span className="strong">{w.found(answers(said.chosen), words.quality.images(ids.length))}</span>{' '}
                    {w.left}
                  </>
                )}
              </p>
            )}
          </Answer>
        </div>
        <Refused error={error} />
        <div className="form-ways">
          <Button
            variant="default"
            onClick={() => {
              onClose()
            }}
          >
            {words.states.cancel}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={chosen === 0 || rehearsal.isPlaceholderData}
            className={verdict === 'rejected' ? 'destructive' : undefined}
          >
            {w.act(answers(chosen))}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What the verdict would do, as the server says; nothing is stored. */
const useRehearsal = (project: string, verdict: Verdict, where: Schema<'Where'>) =>
  useQuery({
    queryKey: ['bulk', project, verdict, where],
    queryFn: async () => {
      const { data } = await fetcher.POST('/v1/projects/{project_id}/reviews/bulk', {
        params: { path: { project_id: project } },
        body: { verdict, where, dry_run: true },
      })
      return data as Schema<'BulkWritten'>
    },
    staleTime: 0,
  })
