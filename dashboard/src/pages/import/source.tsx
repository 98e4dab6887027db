import { Button } from '@mantine/core'
import { useState } from 'react'

import { fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Confirm } from '../../parts/confirm'
import { Refused, useSubmission } from '../../parts/submission'
import { Tag, type Tone } from '../../parts/tags'
import { When } from '../../parts/when'
import { words } from '../../words'

type Source = Schema<'SourceRow'>
type Props = { source: Source; onChange: () => void; onShown: (source: Schema<'ShownSource'>) => void }
const w = words.imports
const ONE = '/v1/projects/{project_id}/sources/{source_id}'
const TONES: Readonly<Record<string, Tone>> = { active: 'ok', failing: 'bad', paused: 'mute' }

function Standing({ source }: { source: Source }) {
  return (
    <dl className="facts">
      <div>
        <dt>{w.pulled}</dt>
        <dd>
          <When iso={source.pulled_at} reason={w.neverPulled} />
        </dd>
      </div>
      <div>
        <dt>{w.next}</dt>
        <dd>{source.minutes === null ? w.byHand : w.every(source.minutes)}</dd>
      </div>
      <div>
        <dd>
          {[
            w.units(source.units),
            ...(source.unreadable > 0 ? [w.unreadable(source.unreadable)] : []),
            ...(source.hints > 0 ? [w.hints(source.hints)] : []),
          ].join(', ')}
        </dd>
      </div>
    </dl>
  )
}

/** What can be done with a source; each answer is the server's. */
function Ways({ source, onChange, onShown }: Props) {
  const path = { project_id: useProjectId(), source_id: source.source_id }
  const [found, setFound] = useState<Schema<'Checked'> | null>(null)
  const [asked, setAsked] = useState<'remove' | 'rotate' | null>(null)
  const pulling = useSubmission()
  const checking = useSubmission()
  const changing = useSubmission()
  const close = () => {
    setAsked(null)
  }
  return (
    <>
      <div className="import-ways">
        <Button
          size="xs"
          variant="default"
          loading={pulling.busy}
          disabled={source.running}
          onClick={() => {
            void pulling.send(() => fetcher.POST(`${ONE}/pull`, { params: { path }, body: {} })).then(onChange)
          }}
        >
          {w.pull}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={checking.busy}
          onClick={() => {
            setFound(null)
            void checking.send(async () => {
              const { data } = await fetcher.POST(`${ONE}/check`, { params: { path } })
              setFound(data ?? null)
            })
          }}
        >
          {w.check}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={changing.busy}
          onClick={() => {
            void changing
              .send(() => fetcher.PATCH(ONE, { params: { path }, body: { paused: source.state !== 'paused' } }))
              .then(onChange)
          }}
        >
          {source.state === 'paused' ? w.resume : w.pause}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setAsked('rotate')
          }}
        >
          {w.rotate}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setAsked('remove')
          }}
        >
          {w.removeSource}
        </Button>
      </div>
      <div role="status">
        {found && (
          <p className="wrap">
            <Tag tone={found.works ? 'ok' : 'bad'}>{found.works ? w.works : w.worksNot}</Tag> {found.detail}
          </p>
        )}
      </div>
      <Refused error={pulling.error ?? checking.error ?? changing.error} />
      {asked === 'remove' && (
        <Confirm
          title={w.removeTitle}
          way={w.removeSource}
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
            const { data } = await fetcher.POST(`${ONE}/rotate`, { params: { path } })
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

/** One tool: how it stands, what is wrong, and what can be done. */
export function SourceItem(props: Props) {
  const { source } = props
  return (
    <li className="import-job">
      <div className="import-head">
        <h3 className="line" title={source.name}>
          <bdi>{source.name}</bdi>
        </h3>
        <Tag tone={TONES[source.state] ?? 'mute'}>{w.sourceState[source.state] ?? source.state}</Tag>
        {source.running && <Tag>{w.running}</Tag>}
        <span className="small line" title={source.address}>
          {w.tools[source.kind] ?? source.kind} · {source.address}
        </span>
      </div>
      {source.problem !== null && <p className="refused">{source.problem}</p>}
      <Standing source={source} />
      {source.problems.length > 0 && (
        <div className="problems">
          <ul>
            {source.problems.map((problem) => (
              <li key={problem.unit} className="wrap">
                <code>{problem.unit}</code> {problem.problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Ways {...props} />
    </li>
  )
}
