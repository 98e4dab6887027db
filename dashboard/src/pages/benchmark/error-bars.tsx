import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { ERROR_COLOURS } from '../../charts/colours'
import { StackedBars } from '../../charts/stacked-bars'
import { total } from '../../charts/stacked-parts'
import { words } from '../../words'
import type { Row } from './asked'

/** Rows that are drawn, those with most errors. */
const MOST = 30

const KINDS = Object.entries(ERROR_COLOURS).map(([id, colour]) => ({
  id,
  colour,
  title: words.quality.error[id] ?? id,
}))

/** Errors of each by kind; a bar leads to the images with a truth. */
export function ErrorBars({ rows, name }: { rows: readonly Row[]; name: (id: string) => string }) {
  const project = useProjectId()
  const stacks = rows
    .flatMap((r) => (r.errors === null ? [] : [{ id: r.annotator_id, name: name(r.annotator_id), counts: r.errors }]))
    .sort((a, b) => total(b, KINDS) - total(a, KINDS))
    .slice(0, MOST)
  return (
    <StackedBars
      name="errors-by-kind"
      what={words.benchmark.errors.what}
      kinds={KINDS}
      rows={stacks}
      link={(id) => toImages(project, { annotator: id, series: 'truth', sort: 'qa_score' })}
    />
  )
}
