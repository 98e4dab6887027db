import { Button } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Confirm } from '../../parts/confirm'
import { Refused, useSubmission } from '../../parts/submission'
import { Tag } from '../../parts/tags'
import { words } from '../../words'

type Target = Schema<'TargetRow'>
type Props = { target: Target; onChange: () => Promise<void>; onShown: (target: Schema<'ShownTarget'>) => void }
const w = words.settings.targets
const ONE = '/v1/projects/{project_id}/alert-targets/{target_id}'

function Ways({ target, onChange, onShown }: Props) {
  const path = { project_id: useProjectId(), target_id: target.target_id }
  const [asked, setAsked] = useState<'remove' | 'rotate' | null>(null)
  const testing = useSubmission()
  const changing = useSubmission()
  const [tested, setTested] = useState(false)
  const close = () => {
    setAsked(null)
  }
  const ask = (what: 'remove' | 'rotate') => () => {
    setAsked(what)
  }
  return (
    <>
      <div className="form-ways">
        <Button
          size="xs"
          variant="default"
          loading={testing.busy}
          onClick={() => {
            void testing
              .send(() => fetcher.POST(`${ONE}/test`, { params: { path } }))
              .then(async (done) => {
                setTested(done)
                await onChange()
              })
          }}
        >
          {w.test}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={changing.busy}
          onClick={() => {
            void changing
              .send(() => fetcher.PATCH(ONE, { params: { path }, body: { enabled: target.state !== 'active' } }))
              .then(onChange)
          }}
        >
          {target.state === 'active' ? w.off : w.on}
        </Button>
        {target.kind === 'webhook' && (
          <Button size="xs" variant="default" onClick={ask('rotate')}>
            {w.rotate}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={ask('remove')}>
          {w.remove}
        </Button>
      </div>
      <p role="status" className="small">
        {tested && w.tested}
      </p>
      <Refused error={testing.error ?? changing.error} />
      {asked === 'remove' && (
        <Confirm
          title={w.removeTitle}
          way={w.remove}
          act={() => fetcher.DELETE(ONE, { params: { path } }).then(onChange)}
          onClose={close}
        >
          <p>{w.removeAbout}</p>
        </Confirm>
      )}
      {asked === 'rotate' && (
        <Confirm
          title={w.rotateTitle}
          way={w.rotate}
          act={async () => {
            const { data } = await fetcher.POST(`${ONE}/rotate`, { params: { path }, body: {} })
            if (data) onShown(data)
          }}
          onClose={close}
        >
          <p>{w.rotateAbout}</p>
        </Confirm>
      )}
    </>
  )
}

/** One target: what it is, what it is told, how it stands, and what can be done. */
export function TargetItem(props: Props) {
  const { target } = props
  const types = target.types?.map((type) => words.alerts.types[type] ?? type).join(', ') ?? w.allTypes
  return (
    <li>
      <p className="target-head">
        <b className="line" title={target.name}>
          <bdi>{target.name}</bdi>
        </b>
        <Tag tone={target.state === 'active' ? 'ok' : 'mute'}>{w.state[target.state] ?? target.state}</Tag>
        <span className="small line">
          {w.kinds[target.kind] ?? target.kind} · {target.address ?? target.host}
        </span>
      </p>
      <p className="small wrap">
        {w.from(words.quality.severity[target.min_severity] ?? target.min_severity)} · {types}
      </p>
      {target.problem !== null && <p className="refused">{target.problem}</p>}
      <Ways {...props} />
    </li>
  )
}
