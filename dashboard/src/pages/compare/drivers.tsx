import { NativeSelect, SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Given } from '../../api/client'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { count } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { Table, type Column } from '../../parts/table'
import { words } from '../../words'
import { writtenOf } from './written'

type Drivers = Given<'Drivers'>
type Driver = NonNullable<Drivers['top']>[number]
const w = words.compare

/** One part's name, and the images behind it where the list of images can be asked for them. */
function Part({ by, name }: { by: string; name: string | null }) {
  const project = useProjectId()
  if (name === null) return <span className="small">{w.none[by]}</span>
  const text: ReactNode = (
    <bdi className="compare-part line" title={name}>
      {name}
    </bdi>
  )
  if (by !== 'annotator' && by !== 'class') return text
  return <Link {...toImages(project, { [by]: name })}>{text}</Link>
}

const columnsOf = ({ by, figure }: Drivers): readonly Column<Driver>[] => {
  const { value, part: change } = writtenOf(figure)
  const part = (id: 'mix' | 'within' | 'total', about?: string): Column<Driver> => ({
    id,
    title: w.driver[id],
    ...(about === undefined ? {} : { about }),
    end: true,
    cell: (d) => (id === 'total' ? <b>{change(d[id])}</b> : change(d[id])),
  })
  return [
    { id: 'key', title: w.driver.key, cell: (d) => <Part by={by} name={d.key} /> },
    {
      id: 'first',
      title: w.driver.first,
      end: true,
      cell: (d) => (
        <>
          {value(d.first_value)} <span className="small">{words.states.n(count(d.first_n))}</span>
        </>
      ),
    },
    {
      id: 'second',
      title: w.driver.second,
      end: true,
      cell: (d) => (
        <>
          {value(d.second_value)} <span className="small">{words.states.n(count(d.second_n))}</span>
        </>
      ),
    },
    part('mix', w.driver.mixAbout),
    part('within', w.driver.withinAbout),
    part('total'),
  ]
}

const same = (values: readonly string[]) => [...new Set(values)]

/** What the change of one figure comes from: by annotator, by class, by batch. */
export function DriversCard({ of }: { of: readonly Drivers[] }) {
  const [search, change] = useFilters()
  const figures = same(of.map((d) => d.figure))
  const figure = figures.find((name) => name === search['figure']) ?? figures[0]
  const bys = same(of.filter((d) => d.figure === figure).map((d) => d.by))
  const by = bys.find((name) => name === search['by']) ?? bys[0]
  const found = of.find((d) => d.figure === figure && d.by === by)
  if (found === undefined || figure === undefined || by === undefined) return null
  const written = writtenOf(figure)
  return (
    <Card title={w.drivers} about={found.explained === null ? undefined : w.explained(written.part(found.explained))}>
      <div className="compare-asked">
        <NativeSelect
          label={w.of}
          value={figure}
          data={figures.map((value) => ({ value, label: w.names[value] ?? value }))}
          onChange={(event) => {
            change({ figure: event.currentTarget.value }, { replace: true })
          }}
        />
        <SegmentedControl
          aria-label={w.by}
          value={by}
          data={bys.map((value) => ({ value, label: w.bys[value] ?? value }))}
          onChange={(value) => {
            change({ by: value }, { replace: true })
          }}
        />
      </div>
      {found.top === null ? (
        <Empty title={found.note ?? words.states.none} />
      ) : (
        <>
          <Table caption={w.drivers} columns={columnsOf(found)} rows={found.top} id={(d) => JSON.stringify(d.key)} />
          {found.n_groups > found.top.length && (
            <p className="small">
              {w.rest} ({count(found.n_groups - found.top.length)}): {w.driver.mix} {written.part(found.rest_mix)},{' '}
              {w.driver.within} {written.part(found.rest_within)}
            </p>
          )}
        </>
      )}
    </Card>
  )
}
