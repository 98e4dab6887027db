import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'

import type { ImageRow } from '../../api/images'
import { toReview } from '../../app/links'
import type { Search } from '../../app/search'
import { Flags } from '../../parts/flags'
import { ReviewStatus } from '../../parts/review-status'
import { ScoreMeter } from '../../parts/score-meter'
import { Thumbnail } from '../../viewer/thumbnail'
import { words } from '../../words'
import type { Chosen } from './chosen'
import type { Roving } from './roving'

type Props = {
  project: string
  queue: Search
  row: ImageRow
  index: number
  of: number
  style: CSSProperties
  chosen: Chosen
  roving: Roving
}

/** One image: its picture, its score, why to look at it, and how far its review is. */
export function ImageCard({ project, queue, row, index, of, style, chosen, roving }: Props) {
  const id = row.image_id
  return (
    <li
      className="image-card"
      style={style}
      data-index={index}
      data-chosen={chosen.ids.has(id)}
      aria-posinset={index + 1}
      aria-setsize={of}
    >
      <Link {...toReview(project, id, queue)} {...roving.item(index)} className="image-link" preload={false}>
        <Thumbnail project={project} image={row} />
        <span className="strong line" title={id}>
          <bdi>{id}</bdi>
        </span>
        <span className="image-line">
          <ScoreMeter value={row.qa_score} look={row.flags.length > 0} />
          <ReviewStatus status={row.review_status} />
        </span>
        {row.flags.length > 0 ? (
          <Flags said flags={row.flags} />
        ) : (
          <span className="small line">{words.images.nothingOdd}</span>
        )}
      </Link>
      <Tick id={id} index={index} chosen={chosen} tabbed={index === roving.at} />
    </li>
  )
}

/** Chooses an image; with shift all from the one that was chosen last. */
export const Tick = ({ id, index, chosen, tabbed }: { id: string; index: number; chosen: Chosen; tabbed: boolean }) => (
  <Checkbox
    className="tick"
    size="sm"
    tabIndex={tabbed ? 0 : -1}
    aria-label={words.images.choose(id)}
    checked={chosen.ids.has(id)}
    onChange={({ nativeEvent }) => {
      chosen.choose(index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
    }}
  />
)

/** The place of an image that is on its way. */
export const CardToCome = ({ style }: { style: CSSProperties }) => (
  <li className="image-card to-come" style={style} aria-hidden="true">
    <span className="thumbnail" />
  </li>
)
