import { useAgreement, useAnnotators, useBenchmark, type Overview, type Part } from '../../api/quality'
import { useProject, useProjectId } from '../../app/project'
import { peopleOf } from '../../format/people'
import { Boxes } from './boxes'
import { ClassBalance } from './class-balance'
import { ClassErrors } from './class-errors'
import { KeyFigures } from './key-figures'
import { NextImages } from './next-images'
import { OverTime } from './over-time'
import { People } from './people'
import { WhoAgrees } from './who-agrees'

/** The figures and the cards; everything is asked for at once, and each card waits and fails for itself. */
export function Cards({ overview, part }: { overview: Overview; part: Part }) {
  const id = useProjectId()
  const settings = useProject().data
  const agreement = useAgreement(id, part)
  const annotators = useAnnotators(id, part)
  const benchmark = useBenchmark(id, part)
  const people = peopleOf(annotators.data?.annotators ?? [])
  const boxes = settings?.task !== 'classification'
  return (
    <>
      <KeyFigures overview={overview} agreement={agreement} since={part.since} boxes={boxes} />
      <div className="grid twelve">
        {boxes && <OverTime agreement={agreement} part={part} />}
        <WhoAgrees agreement={agreement} people={people} boxes={boxes} />
        {!boxes && <ClassBalance overview={overview} settings={settings} />}
        <People annotators={annotators} benchmark={benchmark} people={people} settings={settings} since={part.since} />
        {boxes && <Boxes benchmark={benchmark} people={people} />}
        {boxes && <ClassErrors benchmark={benchmark} />}
        {boxes && <ClassBalance overview={overview} settings={settings} />}
        <NextImages />
      </div>
    </>
  )
}
