import { Link } from '@tanstack/react-router'

import { usePersons } from '../../api/people'
import { useAnnotatorId, useProjectId } from '../../app/project'
import { toImages } from '../../app/links'
import { date } from '../../format/dates'
import { peopleOf } from '../../format/people'
import { count } from '../../format/numbers'
import { Head } from '../../parts/head'
import { StaleBar } from '../../parts/stale'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { useModels } from './asked'
import { Model } from './model'
import { Person } from './person'

const w = words.annotators.one

/** One annotator's page, person or model. */
export default function Annotator() {
  const project = useProjectId()
  const id = useAnnotatorId()
  const persons = usePersons(project)
  const person = persons.data?.annotators.find((a) => a.annotator_id === id)
  const models = useModels(project, persons.data !== undefined && person === undefined)
  const model = models.data?.annotators.find((a) => a.annotator_id === id)
  const row = person ?? model
  const name = peopleOf(row ? [row] : []).name(id)
  const about = row && [
    ...(row.name === null ? [] : [id]),
    words.quality.kind[row.kind] ?? row.kind,
    words.quality.images(row.n_labelled),
    ...(row.n_skipped > 0 ? [w.skipped(count(row.n_skipped))] : []),
    ...(row.last_active === null ? [] : [w.last(date(row.last_active))]),
  ]
  return (
    <main id="content">
      <Head title={name} about={about?.join(' · ')}>
        <Link {...toImages(project, { annotator: id })}>{w.allImages}</Link>
        {model === undefined && (
          <Link to="/p/$project/agreement" params={{ project }} search={{ annotator: id }}>
            {w.agreement}
          </Link>
        )}
      </Head>
      <StaleBar />
      <Answer of={persons} height={500}>
        {({ next }) => {
          if (person !== undefined || next !== null) return <Person annotator={id} name={name} />
          return (
            <Answer of={models} height={500}>
              {() =>
                model === undefined ? (
                  <Empty title={w.nobody}>{w.nobodyAbout}</Empty>
                ) : (
                  <Model row={model} name={name} />
                )
              }
            </Answer>
          )
        }}
      </Answer>
    </main>
  )
}
