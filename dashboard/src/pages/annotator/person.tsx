import { useProject, useProjectId } from '../../app/project'
import { Answer } from '../../parts/states'
import { useView } from './asked'
import { BesideTeam } from './beside-team'
import { Boxes } from './boxes'
import { Confusions } from './confusions'
import { Decisions } from './decisions'
import { Errors } from './errors'
import { Learning } from './learning'
import { StandsOut } from './stands-out'
import { Worst } from './worst'
import '../../parts/figures.css'
import './annotator.css'

type Props = {
  /** Undefined for an annotator's own key, which need not say. */
  annotator: string | undefined
  name: string
}

/** One person: figures beside the team's, what stands out, errors, boxes, classes, weeks and images. */
export function Person({ annotator, name }: Props) {
  const project = useProjectId()
  const view = useView(project, annotator)
  const boxes = useProject().data?.task !== 'classification'
  return (
    <>
      <Answer of={view} height={500}>
        {(answer) => (
          <>
            <div className="person-figures">
              <BesideTeam view={answer} />
            </div>
            <div className="grid twelve">
              <StandsOut view={answer} className={annotator === undefined ? 'span-12' : 'span-6'} />
              {annotator !== undefined && <Decisions annotator={annotator} />}
              <Errors view={answer} />
              {boxes && <Boxes view={answer} name={name} />}
              <Confusions view={answer} className={boxes ? 'span-5' : 'span-12'} />
            </div>
          </>
        )}
      </Answer>
      <div className="grid twelve after">
        <Learning annotator={annotator} />
        <Worst annotator={annotator} />
      </div>
    </>
  )
}
