import { score, type Maybe } from '../format/numbers'
import { words } from '../words'
import './score-meter.css'

/** A QA score with its bar, from 0 to 1: orange where there is a reason to look. */
export function ScoreMeter({ value, look }: { value: Maybe<number>; look: boolean }) {
  const about = value === null || value === undefined ? words.images.noScore : words.images.scoreAbout
  return (
    <span className="score-meter" title={about}>
      <b className="num">{score(value)}</b>
      <span className="track" data-look={look} aria-hidden="true">
        <i style={{ inlineSize: `${String((value ?? 0) * 100)}%` }} />
      </span>
    </span>
  )
}
