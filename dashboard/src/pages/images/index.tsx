import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'

import { address } from '../../api/client'
import { listingOf, useImagePages } from '../../api/images'
import { usePersons } from '../../api/people'
import { useOverview } from '../../api/quality'
import { useProjectId } from '../../app/project'
import { useFilters, type Search } from '../../app/search'
import { time } from '../../format/dates'
import { count, upTo } from '../../format/numbers'
import { Head } from '../../parts/head'
import { ServerCsv } from '../../parts/server-csv'
import { StaleBar } from '../../parts/stale'
import { words } from '../../words'
import { askedOf, exportOf, notExported, queueOf, setOf } from './asked'
import { Chips } from './chips'
import { FilterBar } from './filter-bar'
import { List } from './list'
import './images.css'

const w = words.images
/** All images of the project: found, ordered and counted by the server, a page at a time. */
export default function Images() {
  const project = useProjectId()
  const [search] = useFilters()
  const overview = useOverview(project).data
  const people = useChoices(project)
  const pages = useImagePages(project, askedOf(search))
  const listing = listingOf(pages)
  const found = pages.data === undefined ? null : listing.count
  const nameOf = (id: string) => people.find((p) => p.value === id)?.label ?? id
  const nothing = overview?.images === 0
  const restricted = setOf(search).length > 0
  return (
    <main id="content" className="images-page">
      <Head
        title={w.title}
        about={
          overview && (
            <>
              {w.about(overview.images, count(overview.labelled), time(overview.as_of))}
              {overview.recomputing > 0 && <> · {words.quality.rescored(overview.recomputing)}</>}
            </>
          )
        }
      >
        {!nothing && <Ways project={project} search={search} />}
      </Head>
      <StaleBar />
      {!nothing && <FilterBar people={people} classes={overview?.classes.map((c) => c.class) ?? []} />}
      <div className="found">
        <Chips search={search} nameOf={nameOf} />
        <p className="small" role="status">
          {restricted &&
            !pages.isError &&
            (pages.data === undefined || pages.isPlaceholderData
              ? w.looking
              : found === 1
                ? w.foundOne
                : w.found(upTo(found)))}
        </p>
      </div>
      <List pages={pages} listing={listing} search={search} people={people} nothing={nothing} />
    </main>
  )
}

/** Everybody who labels, by id, as the filter and the assignments offer them. */
function useChoices(project: string) {
  const { data } = usePersons(project)
  return (data?.annotators ?? []).map((a) => ({ value: a.annotator_id, label: a.name ?? a.annotator_id }))
}

/** Where the list can go from here: the review screen, an export, a file. */
function Ways({ project, search }: { project: string; search: Search }) {
  const left = notExported(search).map((name) => w.filters[name] ?? name)
  return (
    <>
      <Button size="xs" component={Link} {...link('/p/$project/review', project, queueOf(search))}>
        {w.review}
      </Button>
      <Button
        size="xs"
        variant="default"
        component={Link}
        title={left.length > 0 ? w.exportWithout(left.join(', ')) : w.exportAbout}
        {...link('/p/$project/export', project, exportOf(search))}
      >
        {w.export}
      </Button>
      <ServerCsv
        name="images"
        path={address('/v1/projects/{project_id}/quality/images', { project_id: project }, askedOf(search))}
      />
    </>
  )
}

const link = (to: string, project: string, search: Search) => ({ to, params: { project }, search }) as object
