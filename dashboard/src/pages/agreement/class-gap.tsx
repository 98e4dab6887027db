import { useProjectId } from '../../app/project'
import { toImages } from '../../app/links'
import { fine, interval, score } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { words } from '../../words'
import type { Figures } from './asked'
import { gapOf } from './gap'

const w = words.agreement

/** What different class names cost of the mean IoU, in a sentence. */
export function ClassGap({ figures }: { figures: Figures }) {
  const project = useProjectId()
  const gap = gapOf(figures)
  return (
    <Card
      className="span-4"
      title={w.gap.title}
      about={w.gap.about}
      more={{ text: w.gap.images, link: toImages(project, { flag: 'likely_wrong_class' }) }}
    >
      {gap === null ? (
        <Empty title={w.gap.none}>{w.gap.noneAbout}</Empty>
      ) : (
        <>
          <p className="sentence">
            {gap.certain
              ? w.gap.costs(fine(gap.value))
              : gap.ci95 === null
                ? w.gap.unknown(fine(gap.value))
                : w.gap.chance(fine(gap.value))}
            {gap.ci95 !== null && <span className="small"> {w.interval(interval(gap.ci95, fine))}</span>}
          </p>
          <dl className="pairs-of-figures">
            <div>
              <dt>{w.gap.aware}</dt>
              <dd>{score(figures.mean_iou)}</dd>
            </div>
            <div>
              <dt>{w.gap.agnostic}</dt>
              <dd>{score(figures.mean_iou_class_agnostic)}</dd>
            </div>
            <div>
              <dt>{w.gap.gap}</dt>
              <dd>{fine(gap.value)}</dd>
            </div>
          </dl>
        </>
      )}
    </Card>
  )
}
