import { Button } from '@mantine/core'

import type { Schema } from '../../api/client'
import { Table, type Column } from '../../parts/table'
import { Tag } from '../../parts/tags'
import { useNow, When } from '../../parts/when'
import { words } from '../../words'
import { stateOf } from './state'

type Key = Schema<'KeyAnswer'>
type Props = {
  keys: readonly Key[]
  own: string | undefined
  onRotate: (key: Key) => void
  onRevoke: (key: Key) => void
}
const w = words.keys

const columnsOf = (now: number, { own, onRotate, onRevoke }: Props): readonly Column<Key>[] => [
  {
    id: 'name',
    title: w.columns.name,
    cell: (key) => (
      <span className="key-name">
        <bdi className="line" title={key.name}>
          {key.name}
        </bdi>
        {key.key_id === own && <Tag>{w.own}</Tag>}
      </span>
    ),
  },
  { id: 'scopes', title: w.columns.scopes, cell: (key) => key.scopes.join(', ') },
  {
    id: 'projects',
    title: w.columns.projects,
    cell: (key) => (
      <bdi className="key-cell line" title={key.projects?.join(', ')}>
        {key.projects?.join(', ') ?? w.every}
      </bdi>
    ),
  },
  {
    id: 'annotator',
    title: w.columns.annotator,
    cell: (key) => (
      <bdi className="key-cell line" title={key.annotator ?? w.everyone}>
        {key.annotator ?? '–'}
      </bdi>
    ),
  },
  {
    id: 'state',
    title: w.columns.state,
    cell: (key) => {
      const state = stateOf(key, now)
      return <Tag tone={state === 'valid' ? 'ok' : 'mute'}>{w.state[state]}</Tag>
    },
  },
  {
    id: 'expires_at',
    title: w.columns.expires,
    cell: (key) => <When short iso={key.revoked_at ?? key.expires_at} />,
  },
  {
    id: 'last_used',
    title: w.columns.used,
    about: w.usedAbout,
    cell: (key) => <When short iso={key.last_used} reason={w.never} />,
  },
  {
    id: 'ways',
    title: w.columns.ways,
    cell: (key) =>
      stateOf(key, now) === 'valid' && (
        <span className="key-ways">
          <Button
            size="compact-xs"
            variant="default"
            aria-label={w.of(w.rotate, key.name)}
            onClick={() => {
              onRotate(key)
            }}
          >
            {w.rotate}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={w.of(w.revoke, key.name)}
            onClick={() => {
              onRevoke(key)
            }}
          >
            {w.revoke}
          </Button>
        </span>
      ),
  },
]

/** Keys, with what each may do and how long. */
export function KeyList(props: Props) {
  const now = useNow()
  return <Table caption={w.list} columns={columnsOf(now, props)} rows={props.keys} id={(key) => key.key_id} />
}
