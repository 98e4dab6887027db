import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'

import type { Listing, useImagePages } from '../../api/images'
import { useProjectId } from '../../app/project'
import { useFilters, type Search } from '../../app/search'
import { Empty, Failure, Skeleton } from '../../parts/states'
import { words } from '../../words'
import { askedOf, FILTERS, queueOf } from './asked'
import { useChosen } from './chosen'
import { ChosenBar } from './chosen-bar'
import { Grid } from './grid'
import type { Person } from './person'
import { ImageTable } from './table'

const w = words.images

type Props = {
  pages: ReturnType<typeof useImagePages>
  listing: Listing
  search: Search
  people: readonly Person[]
  /** True when the project has no image at all. */
  nothing: boolean
}

/** The list in its states, as cards or as a table, with what can be done with the chosen ones. */
export function List({ pages, listing, search, people, nothing }: Props) {
  const keys = useId()
  const chosen = useChosen(JSON.stringify(askedOf(search)), listing)
  const [said, say] = useState('')
  const retry = () => {
    void (pages.isFetchNextPageError ? pages.fetchNextPage() : pages.refetch())
  }
  if (pages.data === undefined)
    return pages.isError ? <Failure error={pages.error} retry={retry} /> : <Skeleton height={480} />
  if (listing.length === 0) return <Nothing nothing={nothing} />
  const shown = { listing, chosen, queue: queueOf(search) }
  return (
    <>
      {pages.isError && <Failure error={pages.error} retry={retry} />}
      <p id={keys} className="hidden">
        {w.keys}
      </p>
      <section
        className="image-list"
        aria-label={w.title}
        aria-describedby={keys}
        aria-busy={pages.isPlaceholderData}
        data-stale={pages.isPlaceholderData}
      >
        {search['view'] === 'table' ? <ImageTable {...shown} /> : <Grid {...shown} />}
      </section>
      <ChosenBar {...shown} search={search} people={people} said={said} say={say} />
    </>
  )
}

/** Nothing was found, or there is nothing yet. */
function Nothing({ nothing }: { nothing: boolean }) {
  const project = useProjectId()
  const [, change] = useFilters()
  if (nothing)
    return (
      <Empty
        title={w.empty}
        action={
          <Link to="/p/$project/import" params={{ project }}>
            {w.toImport}
          </Link>
        }
      >
        {w.emptyAbout}
      </Empty>
    )
  return (
    <Empty
      title={w.none}
      action={
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            change(Object.fromEntries(FILTERS.map((name) => [name, undefined])))
          }}
        >
          {w.clear}
        </Button>
      }
    >
      {w.noneAbout}
    </Empty>
  )
}
