import { drawnOn, type Agreement, type Benchmark, type Overview } from '../../api/quality'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { count, DASH, interval, score, scoreAgainst, share } from '../../format/numbers'
import { words } from '../../words'

type Props = {
  overview: Overview
  agreement: Agreement | undefined
  benchmark: Benchmark | undefined
  boxes: boolean
}

type Line = { label: string; value: string; under: string }

const verdictOf = (verdict: string | null | undefined): string =>
  verdict === null || verdict === undefined ? '' : (words.quality.verdict[verdict] ?? verdict)

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ')

/** "95% 0.79–0.81", where there is an interval. */
const within = (ci95: readonly number[] | null | undefined, text = score): string =>
  ci95 ? words.report.within(interval(ci95, text)) : ''

const boxLines = (found: Agreement | undefined): Line[] => [
  {
    label: words.overview.meanIou,
    value: found ? scoreAgainst(found.mean_iou, HEALTHY) : DASH,
    under: found
      ? joined(verdictOf(found.verdict), within(found.mean_iou_ci95), words.states.n(count(drawnOn(found))))
      : '',
  },
  {
    label: words.overview.f1,
    value: score(found?.f1_50),
    under: found ? joined(within(found.f1_50_ci95), words.overview.tightness(score(found.sq))) : '',
  },
]

const labelLines = (found: Agreement | undefined): Line[] => [
  {
    label: words.quality.coefficient[found?.labels.coefficient ?? ''] ?? words.overview.kappa,
    value: found ? scoreAgainst(found.labels.kappa, RELIABLE) : DASH,
    under: found
      ? joined(
          verdictOf(found.labels.verdict),
          within(found.labels.kappa_ci95),
          words.states.n(count(found.labels.n_images)),
        )
      : '',
  },
  {
    label: words.overview.percent,
    value: share(found?.labels.percent_agreement),
    under: found ? within(found.labels.percent_agreement_ci95, share) : '',
  },
]

/** The key figures, each with its interval and what it is over. */
export function Figures({ overview, agreement, benchmark, boxes }: Props) {
  const team = benchmark?.team
  const lines: Line[] = [
    {
      label: words.overview.labelled,
      value: count(overview.labelled),
      under: joined(
        words.overview.of(count(overview.images)),
        overview.objects > 0 ? words.quality.objects(overview.objects) : '',
      ),
    },
    {
      label: words.overview.approval,
      value: share(overview.approval_rate),
      under:
        overview.approval_rate === null
          ? words.overview.noReviews
          : joined(words.overview.rejected(share(overview.rejection_rate)), words.states.n(count(overview.reviewed))),
    },
    ...(boxes ? boxLines(agreement) : labelLines(agreement)),
    {
      label: words.report.accuracy,
      value: share(team?.accuracy),
      under:
        team && team.n_accuracy > 0
          ? joined(within(team.accuracy_ci95_images, share), words.states.n(count(team.n_accuracy)))
          : words.overview.noTruth,
    },
    {
      label: words.overview.overlap,
      value: share(overview.overlap.share),
      under: words.quality.images(overview.overlap.images),
    },
  ]
  return (
    <dl className="sheet-figures">
      {lines.map((l) => (
        <div key={l.label}>
          <dt>{l.label}</dt>
          <dd>
            <span className="value num">{l.value}</span>
            <span className="small">{l.under}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
