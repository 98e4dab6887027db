import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { Interval } from '../../charts/interval'
import { count, score, seconds, share } from '../../format/numbers'
import type { People as Names } from '../../format/people'
import { Card } from '../../parts/card'
import { Judged } from '../../parts/judged'
import { sorted } from '../../parts/order'
import { Swatch } from '../../parts/swatch'
import { CsvButton, Table, type Column } from '../../parts/table'
import { Tag } from '../../parts/tags'
import { words } from '../../words'
import type { Person } from './asked'

const w = words.suggestions
const SHOWN = 30

/** Whether somebody passes suggestions on without looking, and by which evidence. */
function Stamping({ of, least }: { of: Person; least: number }) {
  const about = w.stampingAbout(score(least))
  if (of.rubber_stamping === null)
    return (
      <span className="small" title={about}>
        {w.stamping.unknown}
      </span>
    )
  return (
    <span title={about}>
      <Tag tone={of.rubber_stamping ? 'bad' : 'ok'}>{of.rubber_stamping ? w.stamping.yes : w.stamping.no}</Tag>{' '}
      <span className="small">{w.evidence[of.evidence ?? ''] ?? of.evidence}</span>
    </span>
  )
}

type With = { project: string; names: Names; least: number }

function columnsOf({ project, names, least }: With): Column<Person>[] {
  const head = w.personColumn
  return [
    {
      id: 'annotator_id',
      ...head.annotator_id,
      cell: (p) => (
        <span className="suggested-to">
          <Swatch place={names.place(p.annotator_id)} />
          <Link className="line" title={names.name(p.annotator_id)} {...toAnnotator(project, p.annotator_id)}>
            <bdi>{names.name(p.annotator_id)}</bdi>
          </Link>
        </span>
      ),
      value: (p) => p.annotator_id,
      sorts: true,
    },
    {
      id: 'n_answers',
      ...head.n_answers,
      end: true,
      cell: (p) => count(p.n_answers),
      value: (p) => p.n_answers,
      sorts: true,
    },
    {
      id: 'n_suggested',
      ...head.n_suggested,
      end: true,
      cell: (p) => count(p.n_suggested),
      value: (p) => p.n_suggested,
      sorts: true,
    },
    {
      id: 'accept_rate',
      ...head.accept_rate,
      cell: (p) => (
        <>
          <Interval value={p.accept_rate} ci95={p.accept_rate_ci95} n={p.n_suggested} low={0} high={1} />
          <Judged text={share(p.accept_rate)} n={p.n_suggested} />
        </>
      ),
      value: (p) => p.accept_rate,
      sorts: true,
    },
    {
      id: 'wrong_left_rate',
      ...head.wrong_left_rate,
      end: true,
      cell: (p) => <Rate text={share(p.wrong_left_rate)} n={p.n_wrong} />,
      value: (p) => p.wrong_left_rate,
      sorts: true,
    },
    {
      id: 'spoilt_rate',
      ...head.spoilt_rate,
      end: true,
      cell: (p) => <Rate text={share(p.spoilt_rate)} n={p.n_right} />,
      value: (p) => p.spoilt_rate,
      sorts: true,
    },
    {
      id: 'seconds_per_suggestion',
      ...head.seconds_per_suggestion,
      end: true,
      cell: (p) => <Judged text={seconds(p.seconds_per_suggestion)} n={p.n_timed} reason={w.noTimes} />,
      value: (p) => p.seconds_per_suggestion,
      sorts: true,
    },
    {
      id: 'rubber_stamping',
      ...head.rubber_stamping,
      cell: (p) => <Stamping of={p} least={least} />,
      value: (p) => (p.rubber_stamping === null ? null : String(p.rubber_stamping)),
      sorts: true,
    },
  ]
}

/** A rate with its n beside it: of truth images there are few. */
const Rate = ({ text, n }: { text: string; n: number }) => (
  <>
    <Judged text={text} n={n} reason={w.noCheck} /> <span className="small">{words.states.n(count(n))}</span>
  </>
)

/** What each person did with suggestions; who passes them on without looking stands first. */
export function SuggestedTo({ people, names, least }: { people: readonly Person[]; names: Names; least: number }) {
  const project = useProjectId()
  const [filters, change] = useFilters()
  const [whole, setWhole] = useState(false)
  const sort = filters['sort'] ?? '-rubber_stamping'
  const columns = columnsOf({ project, names, least })
  const rows = sorted(people, columns, sort)
  const shown = whole ? rows : rows.slice(0, SHOWN)
  return (
    <Card
      className="span-12"
      title={w.people}
      about={w.peopleAbout}
      aside={
        <span className="aside no-print">
          <CsvButton name="suggestions-by-person" columns={columns} rows={rows} />
        </span>
      }
    >
      <Table
        caption={w.people}
        columns={columns}
        rows={shown}
        id={(p) => p.annotator_id}
        sort={sort}
        onSort={(next) => {
          change({ sort: next }, { replace: true })
        }}
      />
      {shown.length < rows.length && (
        <Button
          size="xs"
          variant="default"
          mt={10}
          onClick={() => {
            setWhole(true)
          }}
        >
          {words.states.more}
        </Button>
      )}
    </Card>
  )
}
