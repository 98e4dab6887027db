import { api } from '../../api/client'
import { useOverview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { date } from '../../format/dates'
import { Card } from '../../parts/card'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Unready } from '../../parts/unready'
import { words } from '../../words'
import { Choosing } from './choosing'
import { DriversCard } from './drivers'
import { FiguresCsv, FigureTable } from './figures'
import { askedOf } from './periods'
import './compare.css'

const w = words.compare

/** Two periods side by side: every figure, whether its change is one, and where it comes from. */
export default function Compare() {
  const [search] = useFilters()
  const asked = askedOf(search)
  const project = useProjectId()
  const overview = useOverview(project)
  const nothing = overview.data?.images === 0
  const comparison = api.useQuery(
    'get',
    '/v1/projects/{project_id}/compare',
    { params: { path: { project_id: project }, query: asked } },
    { enabled: !overview.isPending && !nothing },
  )
  const { data } = comparison
  return (
    <main id="content">
      <Head title={w.title} about={w.about}>
        {data && <FiguresCsv of={data.figures} />}
      </Head>
      <StaleBar />
      <Choosing shown={data} error={comparison.error} preset={'days' in asked} />
      <Unready of={comparison} nothing={nothing} height={420} title={w.nothing}>
        {(found) => (
          <div className="grid">
            <p className="compare-summary wrap" role="status">
              {found.summary}
            </p>
            {found.recomputing > 0 && (
              <p className="tag warn">{w.recomputing(words.quality.rescored(found.recomputing))}</p>
            )}
            <Card
              title={w.figures}
              about={`${w.range(date(found.first.from), date(found.first.to))} → ${w.range(date(found.second.from), date(found.second.to))}`}
            >
              <FigureTable of={found.figures} />
            </Card>
            <DriversCard of={found.drivers} />
          </div>
        )}
      </Unready>
    </main>
  )
}
