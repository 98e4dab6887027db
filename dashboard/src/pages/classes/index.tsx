import { Link } from '@tanstack/react-router'

import { api } from '../../api/client'
import { useBenchmark, useOverview } from '../../api/quality'
import { toImages } from '../../app/links'
import { useProjectId } from '../../app/project'
import { Confusion } from '../../charts/confusion'
import { time } from '../../format/dates'
import { Card } from '../../parts/card'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { NoClassErrors } from '../overview/no-truth'
import { Balance } from './balance'
import { ClassAlerts } from './class-alerts'
import { EveryClass } from './every-class'
import { LabelNext } from './label-next'
import './classes.css'

const w = words.classes

/** Which classes there are, how well persons agree on each, what it is mistaken for, and which to label next. */
export default function Classes() {
  const project = useProjectId()
  const overview = useOverview(project)
  const benchmark = useBenchmark(project, {})
  const agreement = api.useQuery('get', '/v1/projects/{project_id}/quality/agreement', {
    params: { path: { project_id: project }, query: { group_by: 'class', limit: 1 } },
  })
  const found = overview.data
  return (
    <main id="content">
      <Head
        title={w.title}
        about={found && w.about(found.classes.length, words.quality.objects(found.objects), time(found.as_of))}
      />
      <StaleBar />
      <Answer of={overview} height={520}>
        {(answer) =>
          answer.classes.length === 0 ? (
            <Empty
              title={w.none}
              action={
                <Link to="/p/$project/import" params={{ project }}>
                  {w.toImport}
                </Link>
              }
            >
              {w.noneAbout}
            </Empty>
          ) : (
            <div className="grid twelve">
              <ClassAlerts />
              <Balance overview={answer} />
              <LabelNext />
              <ClassErrors benchmark={benchmark} />
              <EveryClass overview={answer} agreement={agreement} benchmark={benchmark} />
            </div>
          )
        }
      </Answer>
    </main>
  )
}

/** What a class is mistaken for, against the truth. */
function ClassErrors({ benchmark }: { benchmark: ReturnType<typeof useBenchmark> }) {
  const project = useProjectId()
  return (
    <Card
      className="span-7"
      title={w.errors}
      about={benchmark.data && w.errorsAbout(benchmark.data.n_images)}
      more={{ text: w.openTruth, link: { to: '/p/$project/benchmark', params: { project } } }}
    >
      <Answer of={benchmark} height={280}>
        {({ team, n_images, n_objects }) =>
          team.by_class.length === 0 ? (
            <NoClassErrors n_images={n_images} n_objects={n_objects} />
          ) : (
            <Confusion
              name="class-errors"
              rows={[...team.by_class].sort((a, b) => b.n - a.n)}
              link={(truth) => toImages(project, { class: truth, flag: 'truth_mismatch' })}
            />
          )
        }
      </Answer>
    </Card>
  )
}
