import { Button, Progress } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, fetcher, type Schema } from '../../api/client'
import { useConnected, useEvent } from '../../api/live'
import { useProjectId } from '../../app/project'
import { count, seconds } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Confirm } from '../../parts/confirm'
import { ShowMore } from '../../parts/more'
import { Answer, Empty } from '../../parts/states'
import { Tag, type Tone } from '../../parts/tags'
import { When } from '../../parts/when'
import { words } from '../../words'
import { Problems } from './problems'
import { Summary } from './summary'

type Job = Schema<'Import'>
const w = words.imports
const PAGE = 10
const POLL = 2000
/** Time left is said after so many seconds: before, it is a guess. */
const STEADY = 5
const TONES: Readonly<Record<string, Tone>> = { done: 'ok', failed: 'bad', running: 'mute', queued: 'mute' }

const going = (job: Pick<Job, 'state'>) => job.state === 'queued' || job.state === 'running'

/** Seconds that an import has run, by the server's own times. */
const ran = (job: Job) => (Date.parse(job.updated_at) - Date.parse(job.created_at ?? job.updated_at)) / 1000

/** The imports of the project: told anew by events, and asked for every two seconds where these do not come. */
export function useImports() {
  const connected = useConnected()
  const queries = useQueryClient()
  const list = api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/imports',
    { params: { path: { project_id: useProjectId() }, query: { limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      refetchInterval: ({ state }) =>
        !connected && state.data?.pages.some((page) => page.imports.some(going)) ? POLL : false,
    },
  )
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['get', '/v1/projects/{project_id}/imports'] })
  }
  useEvent('import', refresh)
  useEvent('state', refresh)
  return { list, refresh }
}

function Going({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const share = job.total === null || job.total === 0 ? null : (job.done / job.total) * 100
  const said = [
    job.total === null
      ? job.done === 0
        ? w.counting
        : w.doneSoFar(count(job.done))
      : w.done(count(job.done), count(job.total)),
    ...(job.rate === null ? [] : [w.rate(count(job.rate))]),
    ...(job.seconds_left === null || ran(job) < STEADY ? [] : [w.left(seconds(job.seconds_left))]),
  ]
  return (
    <div className="import-going">
      <Progress
        value={share ?? 100}
        animated={share === null}
        striped={share === null}
        aria-label={w.job(job.source)}
      />
      <p className="small num">{said.join(' · ')}</p>
      <Button size="xs" variant="default" onClick={onCancel}>
        {w.cancel}
      </Button>
    </div>
  )
}

function JobItem({ job, onCancel }: { job: Job; onCancel: () => void }) {
  return (
    <li className="import-job">
      <div className="import-head">
        <h3 className="line" title={job.source}>
          <bdi>{job.source}</bdi>
        </h3>
        <Tag tone={TONES[job.state] ?? 'mute'}>{w.state[job.state] ?? job.state}</Tag>
        {job.format !== null && job.format !== 'auto' && <span className="small">{job.format}</span>}
        <span className="small import-when">
          <When iso={job.created_at} />
        </span>
      </div>
      {going(job) && <Going job={job} onCancel={onCancel} />}
      {job.summary !== null && <Summary of={job.summary} />}
      <Problems of={job.problems} />
    </li>
  )
}

/** Imports that wait, run or have ended, with what each came to. */
export function Jobs({ imports: { list, refresh } }: { imports: ReturnType<typeof useImports> }) {
  const project_id = useProjectId()
  const [cancelled, setCancelled] = useState<Job | null>(null)
  return (
    <Card title={w.jobs} about={w.jobsAbout}>
      <Answer of={list} height={160}>
        {({ pages }) => {
          const jobs = pages.flatMap((page) => page.imports)
          if (jobs.length === 0) return <Empty title={w.noJobs}>{w.noJobsAbout}</Empty>
          return (
            <ul className="import-jobs">
              {jobs.map((job) => (
                <JobItem
                  key={job.import_id}
                  job={job}
                  onCancel={() => {
                    setCancelled(job)
                  }}
                />
              ))}
            </ul>
          )
        }}
      </Answer>
      <ShowMore of={list} />
      {cancelled && (
        <Confirm
          title={w.cancelTitle}
          way={w.cancel}
          act={() =>
            fetcher
              .DELETE('/v1/projects/{project_id}/imports/{import_id}', {
                params: { path: { project_id, import_id: cancelled.import_id } },
              })
              .then(refresh)
          }
          onClose={() => {
            setCancelled(null)
          }}
        >
          <p className="strong">{cancelled.source}</p>
          <p>{w.cancelAbout}</p>
        </Confirm>
      )}
    </Card>
  )
}
