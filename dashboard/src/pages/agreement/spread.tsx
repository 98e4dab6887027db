import { Histogram } from '../../charts/histogram'
import { interval, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/states'
import { words } from '../../words'
import type { Figures } from './asked'
import { widthOf } from './measures'

const w = words.agreement

/** How many images agree how well. */
export function Spread({ figures: { histogram, matrix } }: { figures: Figures }) {
  const empty = histogram === null || histogram.n === 0
  return (
    <Card
      className={widthOf(matrix)}
      title={w.spread.title}
      about={empty ? undefined : w.spread.about(interval(histogram.below_healthy_ci95, share), histogram.n)}
    >
      {empty ? (
        <Empty title={w.noOverlap} />
      ) : (
        <Histogram
          name="iou-of-images"
          what={w.spread.what}
          edges={histogram.edges}
          counts={histogram.counts}
          n={histogram.n}
          below={histogram.below_healthy}
        />
      )}
    </Card>
  )
}
