import { DASH, score, share } from '../../format/numbers'
import type { Schema } from '../../api/client'
import { worstFirst } from '../../parts/flags'
import { words } from '../../words'
import type { Image } from './detail'
import { judgeable } from './hits'

/** Reasons before "n more". */
const SHOWN = 3

/** How good the labels of the image probably are, what that rests on, and why it is in the queue. */
export function ScoreCard({ image }: { image: Image }) {
  const persons = new Set(judgeable(image.annotations).map(({ annotator_id }) => annotator_id))
  const pairs = image.pairs.filter(({ a, b, iou }) => iou !== null && persons.has(a) && persons.has(b)).length
  const facts = [
    image.n_lower !== null && image.n_labelled > 0 && words.review.rank(share(image.n_lower / image.n_labelled)),
    persons.size === 0
      ? words.review.nobody
      : persons.size === 1
        ? words.review.onePerson
        : image.iou !== null && words.review.meanIou(score(image.iou), pairs),
    image.truth_iou !== null && words.review.truthIou(score(image.truth_iou)),
    image.suggestion_iou !== null && words.review.suggestionIou(score(image.suggestion_iou)),
    image.label_agreement !== null && image.iou === null && words.review.labelAgreement(score(image.label_agreement)),
  ].filter((fact) => typeof fact === 'string')
  const flags = worstFirst(image.flags)
  return (
    <section className="side-score">
      <div>
        <p className="big num" title={image.qa_score === null ? words.review.noScore : undefined}>
          {image.qa_score === null ? DASH : score(image.qa_score)}
        </p>
        <p className="small">{words.review.score}</p>
      </div>
      <p className="small">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      <Flags flags={flags.slice(0, SHOWN)} />
      {flags.length > SHOWN && (
        <details className="side-more">
          <summary>{words.review.more(flags.length - SHOWN)}</summary>
          <Flags flags={flags.slice(SHOWN)} />
        </details>
      )}
    </section>
  )
}

const Flags = ({ flags }: { flags: readonly Schema<'ImageFlag'>[] }) =>
  flags.length > 0 && (
    <ul className="side-flags" aria-label={words.review.flags}>
      {flags.map(({ reason, severity, detail }, index) => (
        <li key={index} className={severity}>
          <b>{words.review.reasons[reason] ?? reason}</b>
          <span className="wrap" dir="auto" title={detail}>
            {detail}
          </span>
        </li>
      ))}
    </ul>
  )
