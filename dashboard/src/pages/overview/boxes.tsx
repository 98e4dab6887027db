import type { Asked, Benchmark } from '../../api/quality'
import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import { objectsOf, offsetsOf } from '../../charts/bias'
import { BiasGlyphs, type Drawer } from '../../charts/bias-glyphs'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { NoBoxesOnTruth } from './no-truth'

/** Glyphs that fit; of more, those with an offset come first. */
const SHOWN = 8

const drawersOf = (benchmark: Benchmark, people: People): Drawer[] =>
  benchmark.annotators
    .flatMap((b) =>
      b.kind === 'person' && b.bias !== null
        ? [{ id: b.annotator_id, name: people.name(b.annotator_id), bias: b.bias }]
        : [],
    )
    .filter((b) => objectsOf(b.bias) > 0)

const worstFirst = (a: Drawer, b: Drawer): number =>
  Math.abs(offsetsOf(b.bias)[0]?.mean ?? 0) - Math.abs(offsetsOf(a.bias)[0]?.mean ?? 0)

type Props = { benchmark: Asked<Benchmark>; people: People }

/** How everybody's boxes sit on the true ones. */
export function Boxes({ benchmark, people }: Props) {
  const project = useProjectId()
  return (
    <Card
      className="span-4"
      title={words.overview.boxes}
      about={words.overview.againstTruth}
      more={{ text: words.overview.openTruth, link: { to: '/p/$project/benchmark', params: { project } } }}
    >
      <Answer of={benchmark} height={320}>
        {(answer) => {
          const drawers = drawersOf(answer, people)
          if (drawers.length === 0) return <NoBoxesOnTruth n_images={answer.n_images} />
          const shown = drawers.length > SHOWN ? [...drawers].sort(worstFirst).slice(0, SHOWN) : drawers
          return <BiasGlyphs name="box-bias" rows={shown} link={(id) => toAnnotator(project, id)} />
        }}
      </Answer>
    </Card>
  )
}
