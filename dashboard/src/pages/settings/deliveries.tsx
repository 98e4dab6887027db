import { api, type Schema } from '../../api/client'
import { useProjectId } from '../../app/project'
import { moment } from '../../format/dates'
import { count } from '../../format/numbers'
import { Answer } from '../../parts/states'
import { Table, type Column } from '../../parts/table'
import { Tag, type Tone } from '../../parts/tags'
import { words } from '../../words'

type Delivery = Schema<'DeliveryRow'>
const w = words.settings.targets
const SHOWN = 10
const POLL = 2000
const TONES: Readonly<Record<string, Tone>> = { delivered: 'ok', dead: 'bad' }

const columnsOf = (names: ReadonlyMap<string, string>): readonly Column<Delivery>[] => [
  { id: 'created_at', title: w.columns.at, cell: (d) => moment(d.created_at) },
  { id: 'target_id', title: w.columns.target, cell: (d) => <bdi>{names.get(d.target_id) ?? d.target_id}</bdi> },
  { id: 'event', title: w.columns.event, cell: (d) => w.events[d.event] ?? d.event },
  {
    id: 'state',
    title: w.columns.state,
    cell: (d) => <Tag tone={TONES[d.state] ?? 'mute'}>{w.delivery[d.state] ?? d.state}</Tag>,
  },
  { id: 'attempts', title: w.columns.attempts, end: true, cell: (d) => count(d.attempts) },
  {
    id: 'problem',
    title: w.columns.problem,
    cell: (d) => <span className="delivery-problem">{d.problem ?? '–'}</span>,
  },
]

/** The last messages to the targets; asked for anew while one waits for its first attempt. */
export function Deliveries({ targets }: { targets: readonly Schema<'TargetRow'>[] }) {
  const deliveries = api.useQuery(
    'get',
    '/v1/projects/{project_id}/deliveries',
    { params: { path: { project_id: useProjectId() }, query: { limit: SHOWN } } },
    {
      refetchInterval: ({ state }) =>
        state.data?.deliveries.some((d) => d.state === 'waiting' && d.attempts === 0) ? POLL : false,
    },
  )
  const names = new Map(targets.map((target) => [target.target_id, target.name]))
  return (
    <>
      <h3 className="deliveries-title">{w.deliveries}</h3>
      <Answer of={deliveries} height={80}>
        {(data) =>
          data.deliveries.length === 0 ? (
            <p className="small">{w.noDeliveries}</p>
          ) : (
            <Table
              caption={w.deliveries}
              columns={columnsOf(names)}
              rows={data.deliveries}
              id={(delivery) => delivery.message_id}
            />
          )
        }
      </Answer>
    </>
  )
}
