import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

import type { ImageRow, Listing } from '../../api/images'
import { toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import { useFilters, type Search } from '../../app/search'
import { IconArrowDown, IconArrowUp } from '../../parts/icons'
import { words } from '../../words'
import { sortOf } from './asked'
import { Tick } from './card'
import type { Chosen } from './chosen'
import { COLUMNS, nextSort, orderOf } from './columns'
import { SCROLLER, useLines, useRoom } from './lines'
import { useRoving, type Roving } from './roving'
import '../../parts/chart.css'

const HEIGHT = 42
const TO_COME = 6
const OVERSCAN = 6

type Props = { listing: Listing; chosen: Chosen; queue: Search }

/** The images as a table with all columns, of which the page holds only the rows that can be seen. */
export function ImageTable({ listing, chosen, queue }: Props) {
  const { ref: scroller } = useRoom()
  const kept = useRef(0)
  const shown = listing.length + (listing.more ? TO_COME : 0)
  const virtual = useLines({ lines: shown, height: HEIGHT, scroller, overscan: OVERSCAN, kept: () => kept.current })
  const roving = useRoving(listing.length, 1, chosen, (index) => {
    virtual.scrollToIndex(index)
  })
  const inView = virtual.range
  useEffect(() => {
    kept.current = roving.at
    if (inView) listing.reach(inView.startIndex, inView.endIndex)
  })
  const lines = virtual.getVirtualItems()
  return (
    <div ref={scroller} className="image-scroll" {...SCROLLER} {...roving.box}>
      <table className="image-table" aria-rowcount={listing.count === null ? -1 : listing.count + 1}>
        <caption className="hidden">{words.images.title}</caption>
        <Heads />
        <tbody>
          {lines.map((line, k) => {
            const gap = line.start - (lines[k - 1]?.end ?? 0)
            const row = listing.row(line.index)
            return [
              gap > 0 && <Space key={`space-${String(line.index)}`} height={gap} />,
              row === undefined ? (
                <Space key={line.index} height={HEIGHT} />
              ) : (
                <Row key={line.index} {...{ row, index: line.index, chosen, roving, queue }} />
              ),
            ]
          })}
          <Space height={virtual.getTotalSize() - (lines.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  )
}

/** Rows that are not drawn, as room. */
const Space = ({ height }: { height: number }) => (
  <tr aria-hidden="true" style={{ height }}>
    <td colSpan={COLUMNS.length + 2} />
  </tr>
)

function Heads() {
  const [search, change] = useFilters()
  const sort = sortOf(search)
  const head = words.images.column
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" style={{ width: 44 }}>
          <span className="hidden">{words.images.chosenHead}</span>
        </th>
        <th scope="col" style={{ width: 220 }}>
          {words.images.image}
        </th>
        {COLUMNS.map((c) => {
          const order = orderOf(c, sort)
          const said = head[c.id]
          return (
            <th
              key={c.id}
              scope="col"
              style={{ width: c.width }}
              className={c.end ? 'end' : undefined}
              title={said?.about}
              aria-sort={order}
            >
              {c.sorts ? (
                <button
                  type="button"
                  className="head-button"
                  onClick={() => {
                    const next = nextSort(c, sort)
                    change({ sort: next === 'priority' ? undefined : next })
                  }}
                >
                  {said?.title}
                  {order === 'ascending' && <IconArrowUp size={12} aria-hidden />}
                  {order === 'descending' && <IconArrowDown size={12} aria-hidden />}
                </button>
              ) : (
                said?.title
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

type RowProps = { row: ImageRow; index: number; chosen: Chosen; roving: Roving; queue: Search }

function Row({ row, index, chosen, roving, queue }: RowProps) {
  const project = useProjectId()
  const id = row.image_id
  return (
    <tr aria-rowindex={index + 2} data-index={index} data-chosen={chosen.ids.has(id)} style={{ height: HEIGHT }}>
      <td>
        <Tick id={id} index={index} chosen={chosen} tabbed={index === roving.at} />
      </td>
      <th scope="row" className="row-head">
        <Link
          {...toReview(project, id, queue)}
          {...roving.item(index)}
          className="line image-name"
          title={id}
          preload={false}
        >
          <bdi>{id}</bdi>
        </Link>
      </th>
      {COLUMNS.map((c) => (
        <td key={c.id} className={c.end ? 'end' : undefined}>
          {c.cell(row)}
        </td>
      ))}
    </tr>
  )
}
