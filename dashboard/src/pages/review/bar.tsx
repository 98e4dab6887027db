import type { ReactNode } from 'react'

import {
  IconArrowBackUp,
  IconArrowLeft,
  IconArrowRight,
  IconCheck,
  IconExternalLink,
  IconPencil,
  IconX,
} from '../../parts/icons'
import { words } from '../../words'
import { linkOf, type Hits } from './hits'
import type { Simple } from './keys'

type Props = {
  hits: Hits
  names: ReadonlyMap<string, string>
  /** Whether this key may judge. */
  judges: boolean
  /** Whether the image is there to be judged. */
  ready: boolean
  undoable: boolean
  rejecting: boolean
  hasNext: boolean
  hasPrevious: boolean
  act: (action: Simple) => void
  onRelease: () => void
}

/** What a verdict will hit, the verdicts, and the ways on. */
export function Bar({ hits, names, judges, ready, undoable, rejecting, hasNext, hasPrevious, act, onRelease }: Props) {
  const link = linkOf(hits)
  const off = !ready || hits.answers.length === 0
  const button = (action: Simple, key: string, look: string, icon: ReactNode, text: string, disabled: boolean) => (
    <button
      type="button"
      className={`act ${look}`}
      disabled={disabled}
      aria-expanded={action === 'reject' ? rejecting : undefined}
      onClick={() => {
        act(action)
      }}
    >
      {icon}
      {text}
      <kbd aria-hidden="true">{key}</kbd>
    </button>
  )
  return (
    <footer className="review-bar" aria-label={words.review.bar}>
      {judges ? (
        <>
          <Target hits={hits} names={names} ready={ready} onRelease={onRelease} />
          {button('approve', 'A', 'go', <IconCheck size={17} aria-hidden />, words.review.approve, off)}
          {button('reject', 'R', 'no', <IconX size={17} aria-hidden />, words.review.reject, off)}
          {button('correct', 'C', '', <IconPencil size={16} aria-hidden />, words.review.correct, off)}
        </>
      ) : (
        <p className="target" title={words.review.readOnlyHow}>
          <b>{words.review.readOnly}</b>
        </p>
      )}
      {link !== null && (
        <a className="act" href={link} target="_blank" rel="noreferrer">
          <IconExternalLink size={16} aria-hidden />
          {words.review.open(link)}
          <kbd aria-hidden="true">O</kbd>
        </a>
      )}
      <span className="gap" />
      {judges && button('undo', 'U', 'quiet', <IconArrowBackUp size={16} aria-hidden />, words.review.undo, !undoable)}
      {button('previous', 'P', 'quiet', <IconArrowLeft size={16} aria-hidden />, words.review.previous, !hasPrevious)}
      {button('next', 'N', '', <IconArrowRight size={16} aria-hidden />, words.review.next, !hasNext)}
    </footer>
  )
}

type TargetProps = { hits: Hits; names: ReadonlyMap<string, string>; ready: boolean; onRelease: () => void }

/** Says what the next verdict is on. */
function Target({ hits, names, ready, onRelease }: TargetProps) {
  const { answers, judged, chosen } = hits
  if (!ready) return <p className="target" />
  if (judged.length === 0) return <p className="target">{words.review.onNobody}</p>
  if (answers.length === 0) return <p className="target">{words.review.onNone}</p>
  if (chosen)
    return (
      <p className="target">
        <span className="line" title={names.get(chosen.annotator_id) ?? chosen.annotator_id}>
          {words.review.verdictOn}{' '}
          <b dir="auto">{words.review.onOne(names.get(chosen.annotator_id) ?? chosen.annotator_id)}</b>
        </span>
        <button type="button" className="link small-link" onClick={onRelease}>
          {words.review.release}
        </button>
      </p>
    )
  const rest = answers.length < judged.length
  return (
    <p className="target" title={rest ? words.review.onRestTitle : undefined}>
      {words.review.verdictOn}{' '}
      <b>{rest ? words.review.onRest(answers.length, judged.length) : words.review.onAll(answers.length)}</b>
    </p>
  )
}
