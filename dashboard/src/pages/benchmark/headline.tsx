import { Link } from '@tanstack/react-router'

import { toImages } from '../../app/links'
import { useProject, useProjectId } from '../../app/project'
import { accuracyBar, HEALTHY, TOO_FEW } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, interval, score, scoreAgainst, share } from '../../format/numbers'
import { Figure, Figures } from '../../parts/figure'
import { Tag, type Tone } from '../../parts/tags'
import { words } from '../../words'
import type { Benchmark } from './asked'
import { boundsOf, sizeOf } from './bounds'

const w = words.benchmark
const TONES: Readonly<Record<ReturnType<typeof sizeOf>, Tone>> = {
  none: 'warn',
  small: 'warn',
  right: 'ok',
  large: 'mute',
}

const said = (n: number): string => (n < TOO_FEW ? words.states.tooFew(count(n)) : words.states.n(count(n)))

type Props = { benchmark: Benchmark; boxes: boolean }

/** How large the truth set is, and how all persons together stand against it. */
export function Headline({ benchmark: { team, n_images, n_objects }, boxes }: Props) {
  const project = useProjectId()
  const bar = accuracyBar(useProject().data)
  const size = sizeOf(n_images)
  const accuracy = boundsOf(team, 'accuracy')
  const [low, high] = axisOf([{ value: team.accuracy, ci95: accuracy.ci95 }], bar)
  return (
    <Figures>
      <Figure label={w.size} value={count(n_images)} unit={w.recommended}>
        <Tag tone={TONES[size]}>{w.sizes[size]}</Tag>
        {boxes && <span>{words.quality.objects(n_objects)}</span>}
        <Link {...toImages(project, { flag: 'truth_mismatch' })}>{w.mismatch}</Link>
      </Figure>
      <Figure label={w.teamAccuracy} value={share(team.accuracy)} reason={w.nobody} few={team.n_accuracy < TOO_FEW}>
        {team.accuracy === null ? (
          <span>{w.nobody}</span>
        ) : (
          <>
            <Interval
              value={team.accuracy}
              ci95={accuracy.ci95}
              n={team.n_accuracy}
              low={low}
              high={high}
              bar={bar}
              width={120}
            />
            <span>{interval(accuracy.ci95, share)}</span>
            <span>{said(team.n_accuracy)}</span>
          </>
        )}
      </Figure>
      {boxes && <BoxFigures team={team} />}
    </Figures>
  )
}

/** What was found of the objects, and how well it lies. */
const BoxFigures = ({ team }: Pick<Benchmark, 'team'>) => (
  <>
    {(['precision', 'recall'] as const).map((figure) => (
      <Figure key={figure} label={w.figure[figure]} value={share(team[figure])} reason={w.nobody}>
        <span title={w.about[figure]}>{interval(boundsOf(team, figure).ci95, share)}</span>
        <span>{said(figure === 'precision' ? team.n_drawn : team.n_truth)}</span>
      </Figure>
    ))}
    <Figure label={w.figure.f1} value={score(team.f1)} reason={w.nobody}>
      <span>{interval(team.f1_ci95)}</span>
      <span>{w.found(count(team.tp), count(team.fp), count(team.fn))}</span>
    </Figure>
    <Figure label={w.figure.mean_iou} value={scoreAgainst(team.mean_iou, HEALTHY)} reason={w.nobody}>
      <span>{interval(team.mean_iou_ci95)}</span>
      <span>{said(team.n_mean_iou)}</span>
    </Figure>
  </>
)
