import { BLUE, ORANGE } from '../../charts/colours'
import { StackedBars } from '../../charts/stacked-bars'
import { Card } from '../../parts/card'
import { words } from '../../words'
import type { Model } from './asked'

const w = words.suggestions
const KINDS = [
  { id: 'unchanged', title: w.kinds.unchanged, colour: '#2450ad' },
  { id: 'moved', title: w.kinds.moved, colour: BLUE },
  { id: 'renamed', title: w.kinds.renamed, colour: '#a4bdec' },
  { id: 'moved_and_renamed', title: w.kinds.moved_and_renamed, colour: '#98a2b0' },
  { id: 'rejected', title: w.kinds.rejected, colour: ORANGE },
]

/** What persons did with what each model suggested. */
export function Fate({ models }: { models: readonly Model[] }) {
  const rows = models.map((m) => ({
    id: m.model_id,
    name: m.model_id,
    counts: {
      unchanged: m.unchanged,
      moved: m.moved,
      renamed: m.renamed,
      moved_and_renamed: m.moved_and_renamed,
      rejected: m.rejected,
    },
  }))
  return (
    <Card className="span-12" title={w.fate} about={w.fateAbout}>
      <StackedBars name="suggestions" what={w.fateWhat} kinds={KINDS} rows={rows} />
    </Card>
  )
}
