import { drawnOn, type Agreement, type Benchmark, type Overview } from '../../api/quality'
import { HEALTHY, RELIABLE } from '../../charts/bars'
import { count, DASH, interval, score, scoreAgainst, share } from '../../format/numbers'
import { words } from '../../words'
import { boundsOf } from '../benchmark/bounds'
import { periodOf } from '../overview/facts'

type Props = {
  overview: Overview
  agreement: Agreement | undefined
  benchmark: Benchmark | undefined
  boxes: boolean
  /** The first day of what agreement is over; the other figures are of all time. */
  since: string | undefined
}

type Line = { label: string; value: string; under: string }

const verdictOf = (verdict: string | null | undefined): string =>
  verdict === null || verdict === undefined ? '' : (words.quality.verdict[verdict] ?? verdict)

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ')

/** "95% 0.79–0.81", where there is an interval. */
const within = (ci95: readonly number[] | null | undefined, text = score): string =>
  ci95 ? words.report.within(interval(ci95, text)) : ''

const boxLines = (found: Agreement | undefined, of: (label: string) => string): Line[] => [
  {
    label: of(words.overview.meanIou),
    value: found ? scoreAgainst(found.mean_iou, HEALTHY) : DASH,
    under: found
      ? joined(verdictOf(found.verdict), within(found.mean_iou_ci95), words.states.n(count(drawnOn(found))))
      : '',
  },
  {
    label: of(words.overview.f1),
    value: score(found?.f1_50),
    under: found ? joined(within(found.f1_50_ci95), words.overview.tightness(score(found.sq))) : '',
  },
]

const labelLines = (found: Agreement | undefined, of: (label: string) => string): Line[] => [
  {
    label: of(words.quality.coefficient[found?.labels.coefficient ?? ''] ?? words.overview.kappa),
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
    label: of(words.overview.percent),
    value: share(found?.labels.percent_agreement),
    under: found ? within(found.labels.percent_agreement_ci95, share) : '',
  },
]

/** Accuracy of all persons, or why there is none; nothing while it is not known. */
function underTruth(benchmark: Benchmark | undefined): string {
  if (benchmark === undefined) return ''
  const { team, n_images } = benchmark
  if (team.n_accuracy > 0)
    return joined(within(boundsOf(team, 'accuracy').ci95, share), words.states.n(count(team.n_accuracy)))
  return n_images === 0 ? words.overview.noTruth : words.benchmark.nobody
}

/** The key figures, each with its interval and what it is over. */
export function Figures({ overview, agreement, benchmark, boxes, since }: Props) {
  const of = (label: string) => (since === undefined ? label : words.overview.ofPeriod(label, periodOf(since)))
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
          : joined(
              within(overview.approval_rate_ci95, share),
              words.overview.rejected(share(overview.rejection_rate)),
              words.states.n(count(overview.reviewed)),
            ),
    },
    ...(boxes ? boxLines : labelLines)(agreement, of),
    {
      label: words.report.accuracy,
      value: share(benchmark?.team.accuracy),
      under: underTruth(benchmark),
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
