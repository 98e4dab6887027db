import type { Schema } from '../../api/client'
import { version } from '../../api/place'
import type { Overview } from '../../api/quality'
import { date, moment } from '../../format/dates'
import { IconBoxAlignTopLeft } from '../../parts/icons'
import { words } from '../../words'

type Props = { project: Schema<'ProjectAnswer'>; overview: Overview; since: string | undefined }

/** Which project, which days, when, and by what. */
export const Letterhead = ({ project, overview, since }: Props) => (
  <header className="letterhead">
    <div>
      <p className="small">{words.report.title}</p>
      <p className="project-name wrap">
        <bdi>{project.name}</bdi>
      </p>
      <p>
        {[
          words.projects.task[project.task] ?? project.task,
          since === undefined
            ? words.overview.allTime(date(overview.as_of))
            : words.overview.from(date(since), date(overview.as_of)),
          words.states.asOf(moment(overview.as_of)),
        ].join(' · ')}
      </p>
    </div>
    <p className="maker">
      <IconBoxAlignTopLeft size={18} stroke={2.2} aria-hidden />
      {words.report.madeBy(version)}
    </p>
  </header>
)
