import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, fetcher, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { date } from '../../format/dates'
import { Card } from '../../parts/card'
import { Confirm } from '../../parts/confirm'
import { IconTrash } from '../../parts/icons'
import { ShowMore } from '../../parts/more'
import { Answer, Empty } from '../../parts/states'
import { Refused, useSubmission } from '../../parts/submission'
import { words } from '../../words'

type Marker = Schema<'MarkerRow'>
const w = words.settings.markers
const LIST = '/v1/projects/{project_id}/markers'
const KINDS = ['guideline', 'taxonomy', 'tool', 'model', 'team', 'other'] as const

function Adding({ onDone }: { onDone: () => void }) {
  const project_id = useProjectId()
  const { busy, error, at, send } = useSubmission()
  const [day, setDay] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('guideline')
  const [text, setText] = useState('')
  const act = () =>
    fetcher.POST(LIST, {
      params: { path: { project_id } },
      body: { at: day === '' ? '' : `${day}T00:00:00Z`, kind, text },
    })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void send(act).then((done) => {
          if (!done) return
          setText('')
          onDone()
        })
      }}
    >
      <div className="pair">
        <TextInput
          type="date"
          label={w.day}
          required
          value={day}
          error={at('/at')}
          onChange={(event) => {
            setDay(event.currentTarget.value)
          }}
        />
        <NativeSelect
          label={w.kind}
          value={kind}
          data={KINDS.map((value) => ({ value, label: w.kinds[value] ?? value }))}
          onChange={(event) => {
            setKind(KINDS.find((k) => k === event.currentTarget.value) ?? 'other')
          }}
        />
      </div>
      <TextInput
        label={w.text}
        required
        value={text}
        error={at('/text')}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
      />
      <Refused error={error} fields={['/at', '/text']} />
      <div className="form-ways">
        <Button type="submit" variant="default" loading={busy}>
          {w.add}
        </Button>
      </div>
    </form>
  )
}

/** What changed beside the labels, and when: guideline, classes, tool, model, team. */
export function Markers() {
  const project_id = useProjectId()
  const queries = useQueryClient()
  const [removed, setRemoved] = useState<Marker | null>(null)
  const markers = api.useInfiniteQuery(
    'get',
    LIST,
    { params: { path: { project_id } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )
  const refresh = () => queries.invalidateQueries({ queryKey: ['get', LIST] })
  return (
    <Card title={w.title} about={w.about}>
      <Answer of={markers} height={80}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.markers)
          if (rows.length === 0) return <Empty title={w.empty}>{w.emptyAbout}</Empty>
          return (
            <ul className="marker-list">
              {rows.map((marker) => (
                <li key={marker.marker_id}>
                  <time dateTime={marker.at} className="small num">
                    {date(marker.at)}
                  </time>
                  <span className="wrap">
                    <b>{w.kinds[marker.kind] ?? marker.kind}</b> <bdi>{marker.text}</bdi>
                    {marker.by !== null && <bdi className="small"> {marker.by}</bdi>}
                  </span>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    leftSection={<IconTrash size={13} aria-hidden />}
                    onClick={() => {
                      setRemoved(marker)
                    }}
                  >
                    {w.remove}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }}
      </Answer>
      <ShowMore of={markers} />
      <Adding onDone={() => void refresh()} />
      {removed && (
        <Confirm
          title={w.removeTitle}
          way={w.remove}
          act={() =>
            fetcher
              .DELETE('/v1/projects/{project_id}/markers/{marker_id}', {
                params: { path: { project_id, marker_id: removed.marker_id } },
              })
              .then(refresh)
          }
          onClose={() => {
            setRemoved(null)
          }}
        >
          <p className="strong" dir="auto">
            {removed.text}
          </p>
          <p>{w.removeAbout}</p>
        </Confirm>
      )}
    </Card>
  )
}
