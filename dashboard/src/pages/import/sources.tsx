import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, type Schema } from '../../api/client'
import { useConnected, useEvent } from '../../api/live'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { IconPlus } from '../../parts/icons'
import { ShowMore } from '../../parts/more'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { Connecting } from './connecting'
import { HookSecret } from './hook-secret'
import { SourceItem } from './source'

const w = words.imports
const POLL = 2000

function useSources() {
  const connected = useConnected()
  const queries = useQueryClient()
  const list = api.useInfiniteQuery(
    'get',
    '/v1/projects/{project_id}/sources',
    { params: { path: { project_id: useProjectId() } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      refetchInterval: ({ state }) =>
        !connected && state.data?.pages.some((page) => page.sources.some((source) => source.running)) ? POLL : false,
    },
  )
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['get', '/v1/projects/{project_id}/sources'] })
  }
  useEvent('source', refresh)
  return { list, refresh }
}

/** The tools that labels are taken from, and how each stands; for admins. */
export function Sources() {
  const { list, refresh } = useSources()
  const [connecting, setConnecting] = useState(false)
  const [shown, setShown] = useState<Schema<'ShownSource'> | null>(null)
  const show = (source: Schema<'ShownSource'>) => {
    setConnecting(false)
    setShown(source)
    refresh()
  }
  return (
    <Card
      title={w.sources}
      about={w.sourcesAbout}
      aside={
        <Button
          className="aside"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setConnecting(true)
          }}
        >
          {w.connect}
        </Button>
      }
    >
      <Answer of={list} height={100}>
        {({ pages }) => {
          const sources = pages.flatMap((page) => page.sources)
          if (sources.length === 0) return <Empty title={w.noSources}>{w.noSourcesAbout}</Empty>
          return (
            <ul className="import-jobs">
              {sources.map((source) => (
                <SourceItem key={source.source_id} source={source} onChange={refresh} onShown={show} />
              ))}
            </ul>
          )
        }}
      </Answer>
      <ShowMore of={list} />
      {connecting && (
        <Connecting
          onDone={show}
          onClose={() => {
            setConnecting(false)
          }}
        />
      )}
      {shown && (
        <HookSecret
          source={shown}
          onClose={() => {
            setShown(null)
          }}
        />
      )}
    </Card>
  )
}
