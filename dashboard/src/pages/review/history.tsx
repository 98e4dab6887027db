import { moment } from '../../format/dates'
import { count } from '../../format/numbers'
import { words } from '../../words'
import type { Image } from './detail'

/** Every verdict on every answer of the image, also those that were taken back. */
export function History({ image, names }: { image: Image; names: ReadonlyMap<string, string> }) {
  const all = image.annotations.flatMap((answer) => answer.reviews.map((review) => ({ answer, review })))
  if (all.length === 0) return null
  const rows = all.toSorted((a, b) => (b.review.at ?? '').localeCompare(a.review.at ?? ''))
  return (
    <details className="side-more">
      <summary>
        {words.review.history}
        <span className="num">{count(all.length)}</span>
      </summary>
      <ol className="history">
        {rows.map(({ answer, review }, index) => {
          const word = words.review.verdicts[review.verdict] ?? review.verdict
          const who = names.get(answer.annotator_id) ?? answer.annotator_id
          const undone = review.undone_at !== null
          return (
            <li key={review.review_id ?? index} data-undone={undone}>
              <b className="wrap" dir="auto">
                {words.review.historyOf(word, who)}
              </b>
              {review.reason !== null && (
                <span className="wrap" dir="auto">
                  {review.reason}
                </span>
              )}
              <span className="small wrap" dir="auto">
                {[
                  review.reviewer_id ?? words.review.someone,
                  moment(review.at),
                  ...(review.revision === null ? [] : [words.review.revision(count(review.revision))]),
                ].join(' · ')}
              </span>
              {undone && (
                <span className="small">
                  {words.review.undoneBy(review.undone_by ?? words.review.someone, moment(review.undone_at))}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </details>
  )
}
