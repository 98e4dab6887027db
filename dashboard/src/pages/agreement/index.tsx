import { usePeople } from '../../api/people'
import { useProject, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Answer } from '../../parts/states'
import { words } from '../../words'
import { NoOverlap } from '../overview/no-overlap'
import { useFigures, wholeProject } from './asked'
import { Breakdown } from './breakdown'
import { ClassGap } from './class-gap'
import { Controls } from './controls'
import { Headline } from './headline'
import { LabelAgreement } from './label-agreement'
import { OverTime } from './over-time'
import { Pairs } from './pairs'
import { Spread } from './spread'
import { WorstImages } from './worst-images'
import '../../parts/figures.css'

/** How far annotators agree: over time, by class and size, by pair, and on which images they do not. */
export default function Agreement() {
  const project = useProjectId()
  const [filters] = useFilters()
  const people = usePeople(project)
  const figures = useFigures(project, filters)
  const boxes = useProject().data?.task !== 'classification'
  return (
    <main id="content">
      <Head title={words.agreement.title} about={words.agreement.about} />
      <StaleBar />
      <Controls people={people} boxes={boxes} />
      <Answer of={figures} height={600}>
        {(answer) => {
          const none = answer.n_images === 0 && answer.labels.n_comparisons === 0
          if (none) return wholeProject(filters) ? <NoOverlap /> : <p className="empty">{words.agreement.nothing}</p>
          return (
            <>
              {boxes && <Headline figures={answer} />}
              <div className="grid twelve">
                {boxes && <OverTime figures={answer} filters={filters} />}
                {boxes && <ClassGap figures={answer} />}
                {boxes && <Spread figures={answer} />}
                {!boxes && <LabelAgreement labels={answer.labels} />}
                <Pairs figures={answer} people={people} boxes={boxes} />
                {boxes && <Breakdown />}
                {boxes && answer.labels.n_comparisons > 0 && <LabelAgreement labels={answer.labels} />}
                {boxes && <WorstImages />}
              </div>
            </>
          )
        }}
      </Answer>
    </main>
  )
}
