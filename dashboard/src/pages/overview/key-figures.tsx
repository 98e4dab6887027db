import { Link, type LinkProps } from '@tanstack/react-router'

import { drawnOn, type Agreement, type Asked, type Overview } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { count, fine, halfWidth, interval, score, scoreAgainst, share, DASH } from '../../format/numbers'
import { HEALTHY, RELIABLE, TOO_FEW } from '../../charts/bars'
import { limitsOf, outside } from '../../charts/limits'
import { dayOf } from '../../charts/point'
import { Figure, Figures } from '../../parts/figure'
import { Tag } from '../../parts/tags'
import { Verdict } from '../../parts/verdict'
import { words } from '../../words'
import { ofImages, periodOf } from './facts'
import { weeksOf } from './weeks'

type Props = {
  overview: Overview
  agreement: Asked<Agreement>
  since: string | undefined
  boxes: boolean
}

/** ± half the width of the interval, where there is one. */
const around = (ci95: readonly number[] | null): { unit?: string } => {
  const half = halfWidth(ci95)
  return half === null ? {} : { unit: words.overview.around(fine(half)) }
}

const over = (n: number): string => (n < TOO_FEW ? words.states.tooFew(count(n)) : words.states.n(count(n)))

/** Key figures in a row: how much, how good, how well known. */
export function KeyFigures({ overview, agreement, since, boxes }: Props) {
  const project = useProjectId()
  const of = (label: string) => (since === undefined ? label : words.overview.ofPeriod(label, periodOf(since)))
  return (
    <Figures>
      <Labelled overview={overview} />
      <Figure
        label={words.overview.approval}
        value={share(overview.approval_rate)}
        reason={words.overview.noReviews}
        few={overview.reviewed < TOO_FEW}
      >
        {overview.approval_rate === null ? (
          words.overview.noReviews
        ) : (
          <>
            <Link {...toImages(project, { status: 'rejected' })}>
              <Tag>{words.overview.rejected(share(overview.rejection_rate))}</Tag>
            </Link>
            <span>{words.report.within(interval(overview.approval_rate_ci95, share))}</span>
            <span>{over(overview.reviewed)}</span>
          </>
        )}
      </Figure>
      {boxes ? <BoxFigures agreement={agreement} of={of} /> : <LabelFigures agreement={agreement} of={of} />}
      <Overlap overview={overview} />
      <Figure
        label={words.overview.assisted}
        value={share(overview.ai_assisted_share)}
        reason={words.overview.noSuggestions}
      >
        {overview.ai_assisted_share === null ? (
          words.overview.noSuggestions
        ) : (
          <>
            <Tag>{words.overview.ofAnswers}</Tag>
            <Link to="/p/$project/suggestions" params={{ project }}>
              {words.states.n(count(overview.annotations))}
            </Link>
          </>
        )}
      </Figure>
    </Figures>
  )
}

function Labelled({ overview }: { overview: Overview }) {
  const project = useProjectId()
  return (
    <Figure label={words.overview.labelled} value={count(overview.labelled)}>
      <Tag>{share(overview.images === 0 ? null : overview.labelled / overview.images)}</Tag>
      <Link {...toImages(project)}>{ofImages(overview)}</Link>
    </Figure>
  )
}

type Counted = { agreement: Props['agreement']; of: (label: string) => string }

/** What a figure is over, and the way to it; how to get some where nothing was answered `twice`. */
function Behind({ n, twice, to }: { n: number | null; twice: number | null; to: LinkProps }) {
  const project = useProjectId()
  if (twice === 0)
    return (
      <Link to="/p/$project/plan" params={{ project }}>
        {words.overview.noneTwice}
      </Link>
    )
  return <Link {...to}>{n === null ? words.states.n(count(n)) : over(n)}</Link>
}

/** Agreement on boxes: the mean with its interval, its verdict and the last week; and how many were found at all. */
function BoxFigures({ agreement, of }: Counted) {
  const behind = toImages(useProjectId(), { series: 'comparable', sort: 'qa_score' })
  const found = agreement.data
  const few = found?.verdict === 'too_few'
  const weeks = weeksOf(found)
  const last = weeks.at(-1)
  const out = last !== undefined && last.value !== null && outside(last, limitsOf(weeks))
  return (
    <>
      <Figure
        label={of(words.overview.meanIou)}
        value={found ? scoreAgainst(found.mean_iou, HEALTHY) : DASH}
        reason={words.overview.noOverlap}
        few={few}
        {...around(found?.mean_iou_ci95 ?? null)}
      >
        {found && (
          <>
            {out ? (
              <Tag tone="bad" title={words.overview.lastWeekAbout(dayOf(last))}>
                {words.overview.lastWeek(score(last.value), (last.value ?? 0) < (found.mean_iou ?? 0))}
              </Tag>
            ) : (
              !few && <Verdict verdict={found.verdict} />
            )}
            <Behind n={drawnOn(found)} twice={found.n_images} to={behind} />
          </>
        )}
      </Figure>
      <Figure label={of(words.overview.f1)} value={score(found?.f1_50)} reason={words.overview.noOverlap}>
        {found && found.sq !== null && (
          <Tag title={words.overview.tightnessAbout}>{words.overview.tightness(score(found.sq))}</Tag>
        )}
        {found && <Behind n={drawnOn(found)} twice={found.n_images} to={behind} />}
      </Figure>
    </>
  )
}

/** Agreement on image-level labels: corrected for chance by its own name, and how often they say the same. */
function LabelFigures({ agreement, of }: Counted) {
  const behind = toImages(useProjectId(), { series: 'labels', sort: 'qa_score' })
  const labels = agreement.data?.labels
  const name = words.quality.coefficient[labels?.coefficient ?? ''] ?? words.overview.kappa
  return (
    <>
      <Figure
        label={of(name)}
        value={labels ? scoreAgainst(labels.kappa, RELIABLE) : DASH}
        reason={words.overview.noOverlap}
        {...around(labels?.kappa_ci95 ?? null)}
      >
        {labels && (
          <>
            {labels.verdict !== 'too_few' && <Verdict verdict={labels.verdict} />}
            <Behind n={labels.n_images} twice={labels.n_images} to={behind} />
          </>
        )}
      </Figure>
      <Figure
        label={of(words.overview.percent)}
        value={share(labels?.percent_agreement)}
        reason={words.overview.noOverlap}
      >
        {labels && (
          <>
            {labels.ac1 !== null && <Tag>{words.overview.ac1(score(labels.ac1))}</Tag>}
            <Behind n={labels.n_images} twice={labels.n_images} to={behind} />
          </>
        )}
      </Figure>
    </>
  )
}

/** Enough is labelled twice when it is between these shares of the whole. */
const POOL = [0.05, 0.2] as const

function Overlap({ overview: { overlap } }: { overview: Overview }) {
  const project = useProjectId()
  const small = overlap.share !== null && overlap.share < POOL[0]
  const large = overlap.share !== null && overlap.share > POOL[1]
  return (
    <Figure label={words.overview.overlap} value={share(overlap.share)} reason={words.overview.noOverlap}>
      {small ? (
        <Link to="/p/$project/plan" params={{ project }}>
          <Tag tone="warn">{words.overview.smallPool}</Tag>
        </Link>
      ) : (
        <Tag tone={large ? 'mute' : 'ok'}>{large ? words.overview.largePool : words.overview.rightPool}</Tag>
      )}
      <Link {...toImages(project, { series: 'comparable' })}>{words.quality.images(overlap.images)}</Link>
    </Figure>
  )
}
