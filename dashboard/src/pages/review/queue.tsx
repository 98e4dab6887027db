import { useVirtualizer } from '@tanstack/react-virtual'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'

import type { Schema } from '../../api/client'
import { toReview } from '../../app/links'
import { useFilters } from '../../app/search'
import { score } from '../../format/numbers'
import { IconCheck, IconPencil, IconX } from '../../parts/icons'
import { Tags } from '../../parts/tags'
import { Thumbnail } from '../../viewer/thumbnail'
import { words } from '../../words'
import { reasonsOf } from './flags'
import type { Verdict } from './hits'
import type { QueueRows } from './queue-rows'
import type { Decision } from './visit'

/** Pixels from one row to the next. */
const ROW = 64
const ICONS = { approved: IconCheck, rejected: IconX, corrected: IconPencil }

type Props = {
  project: string
  queue: QueueRows
  current: string | null
  index: number | null
  decided: ReadonlyMap<string, Decision>
}

/** The rows of the queue; only those in sight are there, and the next page comes as one nears the end. */
export function Queue({ project, queue, current, index, decided }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const { rows, query } = queue
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  const items = list.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (index !== null) list.scrollToIndex(index, { align: 'auto' })
  }, [index, list])
  useEffect(() => {
    if (last >= rows.length - 10 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [last, rows.length, query])
  return (
    <div ref={box} className="queue-rows">
      <ol style={{ height: list.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <li key={row.image_id} style={{ transform: `translateY(${String(item.start)}px)` }}>
                <Row
                  project={project}
                  row={row}
                  current={row.image_id === current}
                  verdict={decided.get(row.image_id)?.verdict ?? null}
                />
              </li>
            )
          )
        })}
      </ol>
    </div>
  )
}

type RowProps = { project: string; row: Schema<'ImageRow'>; current: boolean; verdict: Verdict | null }

function Row({ project, row, current, verdict }: RowProps) {
  const [search] = useFilters()
  const reasons = reasonsOf(row.flags)
  const Icon = verdict && ICONS[verdict]
  return (
    <Link
      {...toReview(project, row.image_id, search)}
      className="queue-row"
      aria-current={current ? 'true' : undefined}
      title={row.image_id}
      preload={false}
    >
      <Thumbnail project={project} image={row} />
      <span className="hidden">{row.image_id}</span>
      <span className="queue-facts">
        <b className="num">
          {score(row.qa_score)}
          {Icon && (
            <>
              <Icon size={14} stroke={2.4} className={`done-${String(verdict)}`} aria-hidden />
              <span className="hidden">{words.review.verdicts[String(verdict)]}</span>
            </>
          )}
        </b>
        <svg className="queue-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect width={(row.qa_score ?? 0) * 100} height={4} className={reasons.length > 0 ? 'flagged' : undefined} />
        </svg>
        {reasons.length > 0 ? (
          <Tags kinds={reasons} plain />
        ) : (
          <span className="small line">{words.review.noFlags}</span>
        )}
      </span>
    </Link>
  )
}
