import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { Listing } from '../../api/images'
import { useMay } from '../../api/session'
import { toReview } from '../../app/links'
import { useProjectId } from '../../app/project'
import type { Search } from '../../app/search'
import { count } from '../../format/numbers'
import { CopyButton } from '../../parts/copy'
import { words } from '../../words'
import { AssignDialog } from './assign-dialog'
import { BulkDialog } from './bulk-dialog'
import type { Chosen } from './chosen'
import type { Person } from './person'

const w = words.images

type Props = {
  listing: Listing
  chosen: Chosen
  queue: Search
  search: Search
  people: readonly Person[]
  /** What was done last. */
  said: string
  say: (text: string) => void
}

/** What can be done with the images that are chosen. The server decides what a key may; the bar avoids dead ends. */
export function ChosenBar({ listing, chosen, queue, search, people, said, say }: Props) {
  const project = useProjectId()
  const reviews = useMay('review')
  const assigns = useMay('admin')
  const [open, setOpen] = useState<'verdict' | 'assign' | null>(null)
  const ids = [...chosen.ids]
  const [first] = ids
  const close = (done?: string) => {
    setOpen(null)
    if (done === undefined) return
    say(done)
    chosen.clear()
  }
  return (
    <div
      className="chosen-bar no-print"
      data-shown={ids.length > 0 || said !== ''}
      role="region"
      aria-label={w.chosenHead}
    >
      <p role="status" className="strong">
        {ids.length > 0 ? w.chosen(ids.length) : said}
      </p>
      {first !== undefined && (
        <>
          <CopyButton text={ids.join('\n')} label={w.copyIds} />
          <Button size="xs" variant="default" component={Link} {...(toReview(project, first, queue) as object)}>
            {w.reviewFirst}
          </Button>
          {reviews && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setOpen('verdict')
              }}
            >
              {w.verdict}
            </Button>
          )}
          {assigns && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setOpen('assign')
              }}
            >
              {w.assign}
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={chosen.chooseAll}>
            {w.chooseAll(count(listing.held))}
          </Button>
          <Button size="xs" variant="subtle" onClick={chosen.clear}>
            {w.clearChosen}
          </Button>
        </>
      )}
      {open === 'verdict' && <BulkDialog ids={ids} annotator={search['annotator']} people={people} onClose={close} />}
      {open === 'assign' && <AssignDialog ids={ids} people={people} onClose={close} />}
    </div>
  )
}
