import { Link } from '@tanstack/react-router'

import { address } from '../../api/client'
import { useOverview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { peopleOf } from '../../format/people'
import { DayRange } from '../../parts/day-range'
import { Filters } from '../../parts/filters'
import { FilterSelect } from '../../parts/filter-select'
import { Head } from '../../parts/head'
import { ServerCsv } from '../../parts/server-csv'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { auditQuery, FILTERS, useAccuracy, useAudit, useEverybody, useOutliers, type Audit } from './asked'
import { Fate } from './fate'
import { SuggestionFigures } from './figures'
import { Models } from './models'
import { Outliers } from './outliers'
import { SuggestedTo } from './people'
import './suggestions.css'

const w = words.suggestions
const PATH = '/v1/projects/{project_id}/quality/suggestions'

/** What persons did with the suggestions of models, and what that was worth. */
export default function Suggestions() {
  const project = useProjectId()
  const [search] = useFilters()
  const audit = useAudit(project, search)
  const models = useEverybody(project, 'model')
  const known = models.data?.annotators ?? []
  const restricted = FILTERS.some((name) => search[name] !== undefined)
  return (
    <main id="content">
      <Head title={w.title} about={w.about}>
        {known.length > 0 && (
          <ServerCsv name="suggestions" path={address(PATH, { project_id: project }, auditQuery(search))} />
        )}
      </Head>
      <StaleBar />
      {(known.length > 0 || restricted) && (
        <Filters names={FILTERS}>
          <FilterSelect
            name="model"
            label={w.model}
            usual={w.allModels}
            width={200}
            options={known.map((m) => ({ value: m.annotator_id, label: m.name ?? m.annotator_id }))}
          />
          <DayRange />
        </Filters>
      )}
      <Answer of={models} height={420}>
        {({ annotators }) => (annotators.length === 0 ? <NoModels /> : <Found audit={audit} />)}
      </Answer>
    </main>
  )
}

/** The cards, each of which waits and fails for itself. */
function Found({ audit }: { audit: ReturnType<typeof useAudit> }) {
  const project = useProjectId()
  const overview = useOverview(project)
  const outliers = useOutliers(project)
  const only = audit.data?.models.length === 1 ? audit.data.models[0] : undefined
  return (
    <>
      <SuggestionFigures overview={overview.data} model={only} outliers={outliers} />
      <div className="grid twelve">
        <div className="span-12">
          <Answer of={audit} height={320}>
            {(answer) => <Audited answer={answer} />}
          </Answer>
        </div>
        <Outliers images={outliers} />
      </div>
    </>
  )
}

function Audited({ answer }: { answer: Audit }) {
  const project = useProjectId()
  const people = useEverybody(project, 'person')
  const accuracy = useAccuracy(project)
  if (answer.models.length === 0) return <Empty title={w.nobody}>{w.nobodyAbout}</Empty>
  return (
    <div className="grid twelve">
      {answer.recomputing > 0 && <p className="span-12 small">{w.recomputing(answer.recomputing)}</p>}
      <Fate models={answer.models} />
      <Models models={answer.models} benchmark={accuracy.data} />
      <SuggestedTo
        people={answer.annotators}
        names={peopleOf(people.data?.annotators ?? [])}
        least={answer.min_seconds}
      />
    </div>
  )
}

/** No model has suggested anything: how to bring suggestions in. */
function NoModels() {
  const project = useProjectId()
  return (
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
  )
}
