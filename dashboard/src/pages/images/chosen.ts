import { useState } from 'react'

import type { Listing } from '../../api/images'
import { allOf, extended, NONE, toggled, type Selection } from './selection'

export type Chosen = {
  ids: ReadonlySet<string>
  /** One row in or out; with `range` all from the row that was chosen last. */
  choose: (index: number, range: boolean) => void
  chooseAll: () => void
  clear: () => void
}

/** The images that are chosen from a list; other filters are another list, of which nothing is chosen. */
export function useChosen(list: string, listing: Listing): Chosen {
  const [held, setHeld] = useState<{ list: string; selection: Selection }>({ list, selection: NONE })
  const of = (state: typeof held) => (state.list === list ? state.selection : NONE)
  const change = (next: (before: Selection) => Selection) => {
    setHeld((before) => ({ list, selection: next(of(before)) }))
  }
  const idAt = (index: number) => listing.row(index)?.image_id
  return {
    ids: of(held).ids,
    choose: (index, range) => {
      change((before) => (range ? extended : toggled)(before, index, idAt))
    },
    chooseAll: () => {
      change(() => allOf(listing.length, idAt))
    },
    clear: () => {
      change(() => NONE)
    },
  }
}
