import { Button } from '@mantine/core'

import { useAgreement, useAnnotators, useBenchmark, useOverview } from '../../api/quality'
import { useProject, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { peopleOf } from '../../format/people'
import { Head } from '../../parts/head'
import { IconPrinter } from '../../parts/icons'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { Alerts } from './alerts'
import { Annotators } from './annotators'
import { Balance } from './balance'
import { Definitions } from './definitions'
import { Figures } from './figures'
import { Letterhead } from './letterhead'
import { OverTime } from './over-time'
import { Truth } from './truth'
import './report.css'

/** The state of a project on a sheet of paper, or two of a large team, to hand to somebody who has no access. */
export default function Report() {
  const id = useProjectId()
  const [{ since }] = useFilters()
  const part = { since }
  const project = useProject()
  const overview = useOverview(id)
  const agreement = useAgreement(id, part)
  const annotators = useAnnotators(id, part)
  const benchmark = useBenchmark(id, {})
  const people = peopleOf(annotators.data?.annotators ?? [])
  const boxes = project.data?.task !== 'classification'
  return (
    <main id="content" className="report">
      <div className="no-print">
        <Head title={words.report.title} about={words.report.about}>
          <Button
            size="xs"
            leftSection={<IconPrinter size={15} />}
            onClick={() => {
              window.print()
            }}
          >
            {words.report.print}
          </Button>
        </Head>
      </div>
      <article className="paper" aria-label={words.report.title}>
        {project.data && overview.data && <Letterhead project={project.data} overview={overview.data} since={since} />}
        <Answer of={overview} height={140}>
          {(found) => (
            <Figures
              overview={found}
              agreement={agreement.data}
              benchmark={benchmark.data}
              boxes={boxes}
              since={since}
            />
          )}
        </Answer>
        {boxes && <Answer of={agreement}>{(found) => <OverTime agreement={found} />}</Answer>}
        <Answer of={annotators}>
          {(found) => <Annotators rows={found.annotators} more={found.next !== null} people={people} boxes={boxes} />}
        </Answer>
        <div className="half">
          <Answer of={benchmark}>{(found) => <Truth benchmark={found} />}</Answer>
        </div>
        <div className="half">{overview.data && <Balance overview={overview.data} settings={project.data} />}</div>
        <Alerts />
        <Definitions boxes={boxes} />
      </article>
    </main>
  )
}
