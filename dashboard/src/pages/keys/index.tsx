import { Button, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api, fetcher, type Schema } from '../../api/client'
import { useMay, useSession } from '../../api/session'
import { Outside } from '../../app/outside'
import { useFilters } from '../../app/search'
import { Card } from '../../parts/card'
import { Confirm } from '../../parts/confirm'
import { Head } from '../../parts/head'
import { IconArrowLeft, IconPlus } from '../../parts/icons'
import { ShowMore } from '../../parts/more'
import { Secret } from '../../parts/secret'
import { Answer, Empty } from '../../parts/states'
import { useNow } from '../../parts/when'
import { words } from '../../words'
import { KeyList } from './list'
import { MakingKey } from './making'
import { Rotating } from './rotating'
import { stateOf } from './state'
import './keys.css'

type Key = Schema<'KeyAnswer'>
type Asked = { what: 'make' } | { what: 'rotate' | 'revoke'; key: Key } | { what: 'show'; key: Schema<'ShownKey'> }
const w = words.keys

const Shown = ({ of, onClose }: { of: Schema<'ShownKey'>; onClose: () => void }) => (
  <Secret title={w.shown.title} texts={[{ title: w.shown.key, text: of.key }]} way={w.shown.done} onClose={onClose}>
    <p className="strong wrap">
      <bdi>{of.name}</bdi>
    </p>
    <p>{w.shown.about}</p>
  </Secret>
)

function Asking({
  asked,
  own,
  onShow,
  onClose,
}: {
  asked: Asked
  own: string | undefined
  onShow: (key: Schema<'ShownKey'>) => void
  onClose: () => void
}) {
  const queries = useQueryClient()
  if (asked.what === 'make') return <MakingKey onDone={onShow} onClose={onClose} />
  if (asked.what === 'show') return <Shown of={asked.key} onClose={onClose} />
  const { key } = asked
  if (asked.what === 'rotate') return <Rotating of={key} onDone={onShow} onClose={onClose} />
  return (
    <Confirm
      title={w.revokeTitle}
      way={w.revoke}
      act={() =>
        fetcher
          .DELETE('/v1/keys/{key_id}', { params: { path: { key_id: key.key_id } } })
          .then(() => queries.invalidateQueries({ type: 'active' }))
      }
      onClose={onClose}
    >
      <p className="strong">
        <bdi>{key.name}</bdi>
      </p>
      <p>{w.revokeAbout}</p>
      {key.key_id === own && <p className="refused">{w.revokeOwn}</p>}
    </Confirm>
  )
}

function Listed({ onAsk }: { onAsk: (asked: Asked) => void }) {
  const own = useSession().data?.key_id
  const now = useNow()
  const [search, change] = useFilters()
  const all = search['void'] === 'true'
  const keys = api.useInfiniteQuery(
    'get',
    '/v1/keys',
    { params: { query: { limit: 200 } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  )
  return (
    <Card
      title={w.list}
      aside={
        <Switch
          className="aside"
          size="sm"
          label={w.void}
          checked={all}
          onChange={(event) => {
            change({ void: event.currentTarget.checked ? 'true' : undefined })
          }}
        />
      }
    >
      <Answer of={keys} height={200}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.keys).filter((key) => all || stateOf(key, now) === 'valid')
          if (rows.length === 0) return <Empty title={w.empty}>{w.emptyAbout}</Empty>
          return (
            <KeyList
              keys={rows}
              own={own}
              onRotate={(key) => {
                onAsk({ what: 'rotate', key })
              }}
              onRevoke={(key) => {
                onAsk({ what: 'revoke', key })
              }}
            />
          )
        }}
      </Answer>
      <ShowMore of={keys} />
    </Card>
  )
}

/** Who and what may speak to the server: keys are made here, rotated and revoked. */
export default function Keys() {
  const session = useSession()
  const administers = useMay('admin')
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Asked | null>(null)
  return (
    <Outside>
      <main id="content">
        <p className="back">
          <Link to="/">
            <IconArrowLeft size={14} aria-hidden /> {w.back}
          </Link>
        </p>
        <Head title={w.title} about={w.about}>
          {administers && (
            <Button
              size="sm"
              leftSection={<IconPlus size={15} aria-hidden />}
              onClick={() => {
                setAsked({ what: 'make' })
              }}
            >
              {w.make}
            </Button>
          )}
        </Head>
        {session.isSuccess && !administers ? <Empty title={w.adminOnly} /> : <Listed onAsk={setAsked} />}
        {asked && (
          <Asking
            key={asked.what}
            asked={asked}
            own={session.data?.key_id}
            onShow={(key) => {
              setAsked({ what: 'show', key })
              void queries.invalidateQueries({ queryKey: ['get', '/v1/keys'] })
            }}
            onClose={() => {
              setAsked(null)
            }}
          />
        )}
      </main>
    </Outside>
  )
}
