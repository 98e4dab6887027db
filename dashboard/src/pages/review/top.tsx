import { Link } from '@tanstack/react-router'

import { count, pixels, upTo } from '../../format/numbers'
import { IconArrowLeft, IconLayoutSidebarRight, IconList } from '../../parts/icons'
import { words } from '../../words'
import type { Image } from './detail'
import { judgeable } from './hits'

type Props = {
  project: string
  /** The image; null where the queue is empty or not known yet. */
  name: string | null
  image: Image | undefined
  index: number | null
  /** All rows of the queue; null beyond what the server counts, undefined until it is known. */
  count: number | null | undefined
  queueOpen: boolean
  sideOpen: boolean
  onQueue: () => void
  onSide: () => void
  onHelp: () => void
}

/** What is on the screen, and the way out. */
export function Top({ project, name, image, index, count: rows, queueOpen, sideOpen, onQueue, onSide, onHelp }: Props) {
  const place = index === null ? null : count(index + 1)
  return (
    <header className="review-top">
      <Link
        to="/p/$project"
        params={{ project }}
        className="review-back"
        aria-label={words.review.back}
        title={words.review.back}
      >
        <IconArrowLeft size={18} aria-hidden />
      </Link>
      <h1 className="line" title={name ?? undefined} dir="auto">
        {name ?? words.review.title}
      </h1>
      <p className="line small">{image && factsOf(image)}</p>
      <button
        type="button"
        className="review-sheet-button"
        aria-expanded={queueOpen}
        aria-controls="review-queue"
        onClick={onQueue}
      >
        <IconList size={16} aria-hidden />
        {words.review.showQueue}
      </button>
      <button
        type="button"
        className="review-sheet-button side"
        aria-expanded={sideOpen}
        aria-controls="review-side"
        onClick={onSide}
      >
        <IconLayoutSidebarRight size={16} aria-hidden />
        {words.review.details}
      </button>
      {rows !== undefined && name !== null && (
        <span className="review-position num">
          {place === null ? words.review.beside(upTo(rows)) : words.review.position(place, upTo(rows))}
        </span>
      )}
      <button
        type="button"
        className="key-button"
        aria-label={words.review.help}
        title={words.review.help}
        onClick={onHelp}
      >
        <kbd>?</kbd>
      </button>
    </header>
  )
}

function factsOf(image: Image): string {
  const { width, height, batch, video, frame, annotations } = image
  const answers = judgeable(annotations)
  const done = answers.filter(({ verdict }) => verdict !== null).length
  return [
    width === null || height === null ? words.review.sizeUnknown : words.review.size(pixels(width), pixels(height)),
    ...(video === null ? [] : [words.review.frame(video, count(frame))]),
    ...(batch === null ? [] : [words.review.batch(batch)]),
    words.review.reviewed(answers.length, done),
  ].join(' · ')
}
