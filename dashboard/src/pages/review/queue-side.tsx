import type { RefObject } from 'react'

import { Failure } from '../../parts/states'
import { words } from '../../words'
import { FilterBar } from './filter-bar'
import { Queue } from './queue'
import type { QueueRows } from './queue-rows'
import { byImage, type Visit } from './visit'

type Props = {
  project: string
  queue: QueueRows
  current: string | null
  index: number | null
  visit: Visit
  open: boolean
  searchRef: RefObject<HTMLInputElement | null>
}

/** The queue with its filters, or why it could not be asked for. */
export function QueueSide({ project, queue, current, index, visit, open, searchRef }: Props) {
  return (
    <nav id="review-queue" className="review-queue" aria-label={words.review.queue} data-open={open}>
      <FilterBar project={project} searchRef={searchRef} />
      {queue.query.isError ? (
        <Failure
          error={queue.query.error}
          retry={() => {
            void queue.query.refetch()
          }}
        />
      ) : (
        <Queue project={project} queue={queue} current={current} index={index} decided={byImage(visit)} />
      )}
    </nav>
  )
}
