import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { Card } from '../../parts/card'
import { IconPlus } from '../../parts/icons'
import { ShowMore } from '../../parts/more'
import { Secret } from '../../parts/secret'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { AddingTarget } from './adding-target'
import { Deliveries } from './deliveries'
import { TargetItem } from './target'

const w = words.settings.targets
const LIST = '/v1/projects/{project_id}/alert-targets'

/** Where alerts are sent, how each target stands, and the last messages. */
export function Targets() {
  const project_id = useProjectId()
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const targets = api.useInfiniteQuery(
    'get',
    LIST,
    { params: { path: { project_id } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ['get', LIST] })
    await queries.invalidateQueries({ queryKey: ['get', '/v1/projects/{project_id}/deliveries'] })
  }
  const shown = (target: Schema<'ShownTarget'>) => {
    setAdding(false)
    setSecret(target.secret)
    void refresh()
  }
  const rows = targets.data?.pages.flatMap((page) => page.targets) ?? []
  return (
    <Card
      title={w.title}
      about={w.about}
      aside={
        <Button
          className="aside"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setAdding(true)
          }}
        >
          {w.add}
        </Button>
      }
    >
      <Answer of={targets} height={100}>
        {() =>
          rows.length === 0 ? (
            <Empty title={w.empty}>{w.emptyAbout}</Empty>
          ) : (
            <>
              <ul className="target-list">
                {rows.map((target) => (
                  <TargetItem key={target.target_id} target={target} onChange={refresh} onShown={shown} />
                ))}
              </ul>
              <ShowMore of={targets} />
              <Deliveries targets={rows} />
            </>
          )
        }
      </Answer>
      {adding && (
        <AddingTarget
          onDone={shown}
          onClose={() => {
            setAdding(false)
          }}
        />
      )}
      {secret !== null && (
        <Secret
          title={w.secretTitle}
          texts={[{ title: w.secret, text: secret }]}
          way={w.done}
          onClose={() => {
            setSecret(null)
          }}
        >
          <p>{w.secretAbout}</p>
        </Secret>
      )}
    </Card>
  )
}
