import { Link } from '@tanstack/react-router'

import { useBenchmark } from '../../api/quality'
import { useProject, useProjectId } from '../../app/project'
import { accuracyBar, HEALTHY, TOO_FEW } from '../../charts/bars'
import { BiasGlyphs } from '../../charts/bias-glyphs'
import { objectsOf } from '../../charts/bias'
import { ErrorBars } from '../benchmark/error-bars'
import { count, interval, scoreAgainst, share } from '../../format/numbers'
import { Card } from '../../parts/card'
import { Figure, Figures } from '../../parts/figure'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import type { Row } from '../annotators/asked'
import { NoBoxesOnTruth, NoTruth } from '../overview/no-truth'
import { Learning } from './learning'
import { Worst } from './worst'
import '../../parts/figures.css'
import './annotator.css'

const w = words.annotators.one
const n = (of: number) => (of < TOO_FEW ? words.states.tooFew(count(of)) : words.states.n(count(of)))

/** A model that suggests: how near its suggestions come to what people drew and to the truth. */
export function Model({ row, name }: { row: Row; name: string }) {
  const project = useProjectId()
  const settings = useProject().data
  const benchmark = useBenchmark(project, {})
  return (
    <>
      <Figures>
        <Figure label={w.suggested} value={count(row.n_labelled)}>
          <Link to="/p/$project/suggestions" params={{ project }}>
            {w.toSuggestions}
          </Link>
        </Figure>
        <Figure label={w.modelIou} value={scoreAgainst(row.mean_iou, HEALTHY)} reason={w.none.mean_iou}>
          {interval(row.mean_iou_ci95)} {n(row.n_shared)}
        </Figure>
        <Figure label={w.figure.accuracy} value={share(row.benchmark_accuracy)} reason={w.none.accuracy}>
          {interval(row.benchmark_accuracy_ci95, share)} {n(row.n_benchmark)} {w.bar(share(accuracyBar(settings)))}
        </Figure>
      </Figures>
      <div className="grid twelve">
        <Card className="span-6" title={words.benchmark.errors.title} about={words.overview.againstTruth}>
          <Answer of={benchmark} height={200}>
            {({ annotators, n_images }) => {
              const own = annotators.filter((a) => a.annotator_id === row.annotator_id)
              if (n_images === 0) return <NoTruth />
              if (own.length === 0) return <p className="small">{w.none.accuracy}</p>
              return <ErrorBars rows={own} name={() => name} />
            }}
          </Answer>
        </Card>
        <Card className="span-6" title={words.overview.boxes} about={words.overview.againstTruth}>
          <Answer of={benchmark} height={200}>
            {({ annotators, n_images }) => {
              const bias = annotators.find((a) => a.annotator_id === row.annotator_id)?.bias ?? {}
              return objectsOf(bias) === 0 ? (
                <NoBoxesOnTruth n_images={n_images} />
              ) : (
                <BiasGlyphs name="box-bias" rows={[{ id: row.annotator_id, name, bias }]} />
              )
            }}
          </Answer>
        </Card>
        <Learning annotator={row.annotator_id} />
        <Worst annotator={row.annotator_id} />
      </div>
    </>
  )
}
