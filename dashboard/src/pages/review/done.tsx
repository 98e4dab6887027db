import { Link } from '@tanstack/react-router'

import { count } from '../../format/numbers'
import { IconCheck, IconPencil, IconX } from '../../parts/icons'
import { Empty } from '../../parts/states'
import { words } from '../../words'
import { ANY, CLEARED } from './filters'
import type { Verdict } from './hits'
import { tally, type Visit } from './visit'

const ICONS = { approved: IconCheck, rejected: IconX, corrected: IconPencil }
const VERDICTS: readonly Verdict[] = ['approved', 'rejected', 'corrected']

type Props = { project: string; visit: Visit; onAgain: () => void; onBack: () => void }

/** After the last image: what was done, and where to go from here. */
export function Done({ project, visit, onAgain, onBack }: Props) {
  const counts = tally(visit)
  return (
    <section className="review-done" aria-labelledby="done-head">
      <h2 id="done-head">{words.review.done}</h2>
      {visit.length === 0 ? (
        <p>{words.review.doneNothing}</p>
      ) : (
        <>
          <p className="small">{words.review.doneCounts}</p>
          <dl>
            {VERDICTS.map((verdict) => {
              const Icon = ICONS[verdict]
              return (
                <div key={verdict}>
                  <dt>
                    <Icon size={16} className={`done-${verdict}`} aria-hidden />
                    {words.review.verdicts[verdict]}
                  </dt>
                  <dd className="num">{count(counts[verdict])}</dd>
                </div>
              )
            })}
          </dl>
        </>
      )}
      <p className="review-ways">
        <button type="button" className="act" onClick={onAgain}>
          {words.review.lookAgain}
        </button>
        <button type="button" className="act" onClick={onBack}>
          {words.review.toQueue}
        </button>
        <Link to="/p/$project" params={{ project }} className="act">
          {words.review.overview}
        </Link>
      </p>
    </section>
  )
}

/** A queue without a row: nothing waits, or nothing matches. */
export function EmptyQueue({ project, filtered }: { project: string; filtered: boolean }) {
  const { empty, emptyFiltered, emptyHow, emptyFilteredHow, clearFilters, anyStatus, overview } = words.review
  return (
    <div className="review-done">
      <Empty
        title={filtered ? emptyFiltered : empty}
        action={
          <p className="review-ways">
            {filtered && (
              <Link to="/p/$project/review" params={{ project }} search={CLEARED as never} className="act">
                {clearFilters}
              </Link>
            )}
            <Link to="/p/$project/review" params={{ project }} search={{ status: ANY } as never} className="act">
              {anyStatus}
            </Link>
            <Link to="/p/$project" params={{ project }} className="act">
              {overview}
            </Link>
          </p>
        }
      >
        {filtered ? emptyFilteredHow : emptyHow}
      </Empty>
    </div>
  )
}
