import type { Annotators as Answer } from '../../api/quality'
import { HEALTHY } from '../../charts/bars'
import { count, interval, score, scoreAgainst, seconds, share } from '../../format/numbers'
import type { People } from '../../format/people'
import { words } from '../../words'
import { Section } from './section'

/** Rows that fit on the sheet. */
const SHOWN = 12

type Props = { rows: Answer['annotators']; more: boolean; people: People; boxes: boolean }

/** Everybody's figures, lowest approval first. */
export function Annotators({ rows, more, people, boxes }: Props) {
  if (rows.length === 0) return null
  const head = words.overview.column
  return (
    <Section title={words.overview.annotators} about={words.report.lowestFirst}>
      <table>
        <thead>
          <tr>
            <th scope="col">{head.annotator}</th>
            {[head.images, head.approval, head.firstPass, boxes ? head.iou : head.kappa, head.truth, head.time].map(
              (title) => (
                <th key={title} scope="col" className="end">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((r) => (
            <tr key={r.annotator_id}>
              <th scope="row" className="row-head line">
                <bdi>{people.name(r.annotator_id)}</bdi>
              </th>
              <td className="end">{count(r.n_labelled)}</td>
              <td className="end">
                {share(r.approval_rate)}{' '}
                <span className="small">{r.approval_ci95 && interval(r.approval_ci95, share)}</span>
              </td>
              <td className="end">{share(r.first_pass_rate)}</td>
              <td className="end">{boxes ? scoreAgainst(r.mean_iou, HEALTHY) : score(r.kappa)}</td>
              <td className="end">
                {share(r.benchmark_accuracy)}{' '}
                <span className="small">{r.n_benchmark > 0 && words.states.n(count(r.n_benchmark))}</span>
              </td>
              <td className="end">{seconds(r.median_seconds_per_image ?? r.avg_seconds_per_image)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(more || rows.length > SHOWN) && <p className="small">{words.report.firstOf(SHOWN)}</p>}
    </Section>
  )
}
