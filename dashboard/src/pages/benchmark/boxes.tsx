import { toAnnotator } from '../../app/links'
import { useProjectId } from '../../app/project'
import { objectsOf, offsetsOf } from '../../charts/bias'
import { BiasGlyphs, type Drawer } from '../../charts/bias-glyphs'
import type { People } from '../../format/people'
import { Card } from '../../parts/card'
import { words } from '../../words'
import type { Row } from './asked'

/** Glyphs that are drawn, those with the largest offsets. */
const MOST = 60

const worstFirst = (a: Drawer, b: Drawer): number =>
  Math.abs(offsetsOf(b.bias)[0]?.mean ?? 0) - Math.abs(offsetsOf(a.bias)[0]?.mean ?? 0)

/** How everybody's boxes sit on the true ones, the largest offsets first. */
export function Boxes({ rows, people }: { rows: readonly Row[]; people: People }) {
  const project = useProjectId()
  const drawers = rows
    .flatMap((r) => (r.bias === null ? [] : [{ id: r.annotator_id, name: people.name(r.annotator_id), bias: r.bias }]))
    .filter((d) => objectsOf(d.bias) > 0)
    .sort(worstFirst)
    .slice(0, MOST)
  return (
    <Card className="span-6" title={words.overview.boxes} about={words.overview.againstTruth}>
      {drawers.length === 0 ? (
        <p className="small">{words.benchmark.noBoxes}</p>
      ) : (
        <BiasGlyphs name="box-bias" rows={drawers} link={(id) => toAnnotator(project, id)} />
      )}
    </Card>
  )
}
