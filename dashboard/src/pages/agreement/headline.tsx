import { Link } from '@tanstack/react-router'

import { drawnOn } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { HEALTHY, TOO_FEW } from '../../charts/bars'
import { count, fine, halfWidth, interval, score, scoreAgainst, share } from '../../format/numbers'
import { Figure, Figures } from '../../parts/figure'
import { Tag } from '../../parts/tags'
import { Verdict } from '../../parts/verdict'
import { words } from '../../words'
import type { Figures as Answered } from './asked'

const w = words.agreement

/** ± half the width of the interval, where there is one. */
const around = (ci95: readonly number[] | null): { unit?: string } => {
  const half = halfWidth(ci95)
  return half === null ? {} : { unit: words.overview.around(fine(half)) }
}

const N = ({ n }: { n: number }) =>
  n < TOO_FEW ? <span>{words.states.tooFew(count(n))}</span> : <span>{words.states.n(count(n))}</span>

/** Agreement on boxes at a glance: the mean with its verdict, what is found at all, and whether anything is there. */
export function Headline({ figures }: { figures: Answered }) {
  const project = useProjectId()
  const { presence } = figures
  const n = drawnOn(figures)
  return (
    <Figures>
      <Figure
        label={w.meanIou}
        value={scoreAgainst(figures.mean_iou, HEALTHY)}
        reason={w.noOverlap}
        few={n < TOO_FEW}
        {...around(figures.mean_iou_ci95)}
      >
        {figures.verdict !== 'too_few' && <Verdict verdict={figures.verdict} />}
        <N n={n} />
        {figures.mean_iou !== null && <span>{w.sd(score(figures.mean_iou_sd))}</span>}
      </Figure>
      <Figure
        label={w.f1(score(figures.iou_threshold))}
        value={score(figures.f1)}
        reason={w.noOverlap}
        {...around(figures.f1_ci95)}
      >
        <Counts figures={figures} />
      </Figure>
      <Figure label={w.tightness} value={score(figures.sq)} reason={w.noMatch} {...around(figures.sq_ci95)}>
        <span>{w.tightnessAbout}</span>
      </Figure>
      <Figure label={w.inclEmpty} value={score(figures.mean_iou_incl_empty)} reason={w.noOverlap}>
        <span title={interval(figures.mean_iou_incl_empty_ci95)}>{w.empty(figures.n_empty)}</span>
      </Figure>
      <Figure label={w.presence} value={share(presence.percent_agreement)} reason={w.noPresence}>
        {presence.percent_agreement === null ? (
          <span>{w.noPresence}</span>
        ) : (
          <>
            {presence.ac1 !== null && <Tag title={w.ac1About}>{words.overview.ac1(score(presence.ac1))}</Tag>}
            <span>{interval(presence.percent_agreement_ci95, share)}</span>
            <N n={presence.n_images} />
          </>
        )}
      </Figure>
      <Figure label={w.enough} value={count(figures.n_images)}>
        <Link to="/p/$project/plan" params={{ project }}>
          {words.overview.toPlan}
        </Link>
      </Figure>
    </Figures>
  )
}

const Counts = ({ figures: { counts, f1 } }: { figures: Answered }) =>
  f1 === null ? (
    <span>{w.noOverlap}</span>
  ) : (
    <span>{w.matched(count(counts.tp), count(counts.fp), count(counts.fn))}</span>
  )
