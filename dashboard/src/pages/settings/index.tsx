import { useMay } from '../../api/session'
import { useProject } from '../../app/project'
import { Head } from '../../parts/head'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { fieldsOf } from './changes'
import { Deletion } from './deletion'
import { Machine } from './machine'
import { Markers } from './markers'
import { ProjectForm } from './project-form'
import { Rules } from './rules'
import { Targets } from './targets'
import './settings.css'

const w = words.settings

/**
 * What a project is, when it raises alerts and where it sends them. What only concerns this machine is for everybody.
 *
 * A form begins anew when what it holds was changed, and not at every write of labels: what is typed would be lost.
 */
export default function Settings() {
  const project = useProject()
  const administers = useMay('admin')
  if (!administers)
    return (
      <main id="content">
        <Head title={w.title} />
        <div className="grid">
          <Empty title={w.adminOnly} />
          <Machine />
        </div>
      </main>
    )
  return (
    <main id="content">
      <Head title={w.title} about={w.about} />
      <Answer of={project} height={400}>
        {(data) => (
          <div className="halves">
            <div className="grid">
              <ProjectForm key={JSON.stringify(fieldsOf(data))} project={data} />
              <Rules key={JSON.stringify(data.thresholds)} project={data} />
            </div>
            <div className="grid">
              <Targets />
              <Markers />
              <Machine />
              <Deletion project={data} />
            </div>
          </div>
        )}
      </Answer>
    </main>
  )
}
