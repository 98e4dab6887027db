import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { Dialog } from '../../parts/dialog'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'

const w = words.keys.rotation
type Props = { of: Schema<'KeyAnswer'>; onDone: (key: Schema<'ShownKey'>) => void; onClose: () => void }

/** A new key in the place of another, which goes on for a while where programs must be told first. */
export function Rotating({ of, onDone, onClose }: Props) {
  const { busy, error, send } = useSubmission()
  const [overlap, setOverlap] = useState('86400')
  const act = async () => {
    const { data } = await fetcher.POST('/v1/keys/{key_id}/rotate', {
      params: { path: { key_id: of.key_id } },
      body: { overlap_seconds: Number(overlap) },
    })
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
        <p className="strong wrap">
          <bdi>{of.name}</bdi>
        </p>
        <p>{w.about}</p>
        <NativeSelect
          label={w.overlap}
          value={overlap}
          data={Object.entries(w.choices).map(([value, label]) => ({ value, label }))}
          onChange={(event) => {
            setOverlap(event.currentTarget.value)
          }}
        />
        <Refused error={error} />
        <div className="form-ways">
          <Button variant="default" onClick={onClose}>
            {words.states.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {words.keys.rotate}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
