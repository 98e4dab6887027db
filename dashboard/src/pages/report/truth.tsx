import type { Benchmark } from '../../api/quality'
import { count, interval, score, share } from '../../format/numbers'
import { words } from '../../words'
import { Section } from './section'

/** The team against the ground truth. */
export function Truth({ benchmark: { team, n_images, n_objects, labels } }: { benchmark: Benchmark }) {
  const said = words.report.truth
  if (n_images === 0 && labels.n_images === 0)
    return (
      <Section title={said.title}>
        <p>{words.overview.noTruth}</p>
      </Section>
    )
  const rows = [
    {
      name: said.accuracy,
      value: share(team.accuracy),
      ci95: interval(team.accuracy_ci95_images, share),
      n: team.n_accuracy,
    },
    {
      name: said.precision,
      value: share(team.precision),
      ci95: interval(team.precision_ci95_images, share),
      n: team.n_drawn,
    },
    { name: said.recall, value: share(team.recall), ci95: interval(team.recall_ci95_images, share), n: team.n_truth },
    { name: said.missed, value: share(team.miss_rate), ci95: interval(team.miss_rate_ci95, share), n: team.n_truth },
    { name: said.iou, value: score(team.mean_iou), ci95: interval(team.mean_iou_ci95), n: team.n_mean_iou },
  ]
  return (
    <Section title={said.title} about={said.about(n_images, words.quality.objects(n_objects))}>
      <table>
        <thead>
          <tr>
            <th scope="col">{said.figure}</th>
            <th scope="col" className="end">
              {said.value}
            </th>
            <th scope="col" className="end">
              {said.ci95}
            </th>
            <th scope="col" className="end">
              {words.charts.n}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.name}>
              <th scope="row" className="row-head">
                {r.name}
              </th>
              <td className="end">{r.value}</td>
              <td className="end">{r.ci95}</td>
              <td className="end">{count(r.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
