import { usePeople } from '../../api/people'
import { useOverview } from '../../api/quality'
import { useProject, useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { score } from '../../format/numbers'
import { Card } from '../../parts/card'
import '../../parts/figures.css'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { profileOf, useTruth } from './asked'
import './benchmark.css'
import { Boxes } from './boxes'
import { ClassErrors } from './class-errors'
import { Controls } from './controls'
import { CvatCounts } from './cvat-counts'
import { ErrorBars } from './error-bars'
import { Everybody } from './everybody'
import { Findings } from './findings'
import { Headline } from './headline'
import { MixedUp } from './mixed-up'
import { NoTruthYet } from './no-truth'
import { TruthLabels } from './truth-labels'

const w = words.benchmark

/** Everybody against the ground truth: how right, and wrong in which way. */
export default function Truth() {
  const project = useProjectId()
  const [filters] = useFilters()
  const asked = useTruth(project, filters)
  const people = usePeople(project)
  const overview = useOverview(project)
  const boxes = useProject().data?.task !== 'classification'
  const cvat = profileOf(filters) === 'cvat'
  const found = asked.data
  const about = found && [
    words.quality.images(found.n_images),
    ...(boxes ? [words.quality.objects(found.n_objects), w.threshold(score(found.iou_threshold))] : []),
    ...(found.recomputing > 0 ? [w.recomputing(found.recomputing)] : []),
  ]
  return (
    <main id="content">
      <Head title={w.title} about={about?.join(' · ')} />
      <StaleBar />
      {found !== undefined && found.n_images > 0 && (
        <Controls boxes={boxes} classes={(overview.data?.classes ?? []).map((c) => c.class)} />
      )}
      <Answer of={asked} height={600}>
        {(benchmark) => {
          if (benchmark.n_images === 0) return <NoTruthYet />
          const rows = benchmark.annotators
          return (
            <>
              <Headline benchmark={benchmark} boxes={boxes} />
              {rows.length === 0 ? (
                <Empty title={w.nobody}>{w.nobodyAbout}</Empty>
              ) : (
                <div className="grid twelve">
                  <Everybody rows={rows} people={people} />
                  {cvat && <CvatCounts rows={rows} people={people} />}
                  {!cvat && boxes && (
                    <Card className="span-6" title={w.errors.title} about={w.errors.about}>
                      <ErrorBars rows={rows} name={people.name} />
                    </Card>
                  )}
                  {!cvat && <Findings rows={rows} people={people} />}
                  {boxes && <ClassErrors benchmark={benchmark} />}
                  {!cvat && boxes && <Boxes rows={rows} people={people} />}
                  {boxes && <MixedUp rows={rows} people={people} />}
                  {!cvat && benchmark.labels.n_images > 0 && <TruthLabels labels={benchmark.labels} />}
                </div>
              )}
            </>
          )
        }}
      </Answer>
    </main>
  )
}
