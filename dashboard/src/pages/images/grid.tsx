import { useEffect, useRef } from 'react'

import type { Listing } from '../../api/images'
import { useProjectId } from '../../app/project'
import type { Search } from '../../app/search'
import { words } from '../../words'
import { CardToCome, ImageCard } from './card'
import type { Chosen } from './chosen'
import { SCROLLER, useLines, useRoom } from './lines'
import { useRoving } from './roving'
import { columnsOf } from './steps'

const GAP = 14
const LEAST = 196
const LEAST_NARROW = 150
const NARROW = 520
/** Pixels below the picture: the name, the score, the reason. */
const WORDS = 78
const PICTURE = 5 / 8
/** Lines that are drawn beyond those in view: each asks for as many pictures as it has columns. */
const OVERSCAN = 2

type Props = { listing: Listing; chosen: Chosen; queue: Search }

/** The images as cards beside each other: a list that holds in the page only what can be seen. */
export function Grid({ listing, chosen, queue }: Props) {
  const project = useProjectId()
  const { ref: scroller, room } = useRoom()
  const inner = room - 2 * GAP
  const { columns, width } = columnsOf(inner, room < NARROW ? LEAST_NARROW : LEAST, GAP)
  const height = Math.round(width * PICTURE) + WORDS
  const shown = listing.length + (listing.more ? columns * 2 : 0)
  const kept = useRef(0)
  const virtual = useLines({
    lines: Math.ceil(shown / columns),
    height: height + GAP,
    scroller,
    overscan: OVERSCAN,
    kept: () => kept.current,
  })
  const roving = useRoving(listing.length, columns, chosen, (index) => {
    virtual.scrollToIndex(Math.floor(index / columns))
  })
  const lines = virtual.getVirtualItems()
  const inView = virtual.range
  useEffect(() => {
    kept.current = Math.floor(roving.at / columns)
    if (inView) listing.reach(inView.startIndex * columns, (inView.endIndex + 1) * columns - 1)
  })
  const of = listing.count ?? -1
  return (
    <div ref={scroller} className="image-scroll" {...SCROLLER} {...roving.box}>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- without its dots a list is none to some readers */}
      <ul role="list" aria-label={words.images.title} style={{ height: virtual.getTotalSize() }}>
        {room > 0 &&
          lines.flatMap((line) =>
            Array.from({ length: columns }, (_, column) => {
              const index = line.index * columns + column
              if (index >= shown) return null
              const style = { top: line.start, insetInlineStart: column * (width + GAP), width, height }
              const row = listing.row(index)
              if (row === undefined) return <CardToCome key={index} style={style} />
              return <ImageCard key={index} {...{ project, queue, row, index, of, style, chosen, roving }} />
            }),
          )}
      </ul>
    </div>
  )
}
