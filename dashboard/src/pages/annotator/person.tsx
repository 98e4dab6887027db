import { useProject, useProjectId } from '../../app/project'
import { Answer } from '../../parts/states'
import { useView, type View } from './asked'
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

/** Whether some offset has images that show it, which need room. */
const shown = (view: View): boolean => view.bias.some((b) => b.images.length > 0)

/** One person: figures beside the team's, what stands out, errors, boxes, classes, weeks and images. */
export function Person({ annotator, name }: Props) {
  const project = useProjectId()
  const view = useView(project, annotator)
  const settings = useProject().data
  // an annotator's own key may not ask for the project
  const boxes = settings === undefined ? (view.data?.mean_iou.team.n ?? 0) > 0 : settings.task !== 'classification'
  return (
    <>
      <Answer of={view} height={500}>
        {(answer) => (
          <>
            <div className="person-figures">
              <BesideTeam view={answer} boxes={boxes} />
            </div>
            <div className="grid twelve">
              <StandsOut view={answer} className={annotator === undefined ? 'span-12' : 'span-6'} />
              {annotator !== undefined && <Decisions annotator={annotator} />}
              <Errors view={answer} />
              {boxes && <Boxes view={answer} name={name} className={shown(answer) ? 'span-12' : 'span-7'} />}
              <Confusions view={answer} className={boxes && !shown(answer) ? 'span-5' : 'span-12'} />
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
