import { useCallback, useState, type FocusEvent, type KeyboardEvent } from 'react'

import type { Chosen } from './chosen'
import { stepOf } from './steps'

/** One stop of the tab key for the whole list; the arrow keys move it, space chooses. */
export type Roving = {
  /** The row that the tab key reaches. */
  at: number
  /** For the link of a row. */
  item: (index: number) => {
    'tabIndex': number
    'ref': (element: HTMLElement | null) => void
    'data-index': number
  }
  /** For the box around all rows. */
  box: {
    onKeyDown: (event: KeyboardEvent) => void
    onFocus: (event: FocusEvent) => void
    onBlur: (event: FocusEvent) => void
  }
}

type Wanted = { at: number; moved: boolean }

export function useRoving(length: number, columns: number, chosen: Chosen, show: (index: number) => void): Roving {
  const [{ at, moved }, setAt] = useState<Wanted>({ at: 0, moved: false })
  const current = Math.min(at, Math.max(0, length - 1))
  const take = useCallback((element: HTMLElement | null) => {
    if (element !== document.activeElement) element?.focus({ preventScroll: true })
  }, [])
  const leave = useCallback(() => undefined, [])
  return {
    at: current,
    item: (index) => ({
      'tabIndex': index === current ? 0 : -1,
      'ref': moved && index === current ? take : leave, // a row that was not drawn yet takes the focus when it is
      'data-index': index,
    }),
    box: {
      onFocus: ({ target }) => {
        const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? NaN)
        if (Number.isInteger(index) && index !== at) setAt({ at: index, moved: false })
      },
      onBlur: ({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setAt((before) => ({ ...before, moved: false }))
      },
      onKeyDown: (event) => {
        if (event.altKey || !(event.target instanceof HTMLElement) || event.target.dataset['index'] === undefined)
          return
        const act = actOf(event, current, columns, length)
        if (act === null) return
        event.preventDefault()
        if (act.kind === 'choose') chosen.choose(current, event.shiftKey)
        if (act.kind === 'all') chosen.chooseAll()
        if (act.kind === 'clear') chosen.clear()
        if (act.kind !== 'move') return
        if (event.shiftKey && chosen.ids.size === 0) chosen.choose(current, false)
        show(act.to)
        setAt({ at: act.to, moved: true })
        if (event.shiftKey) chosen.choose(act.to, true)
      },
    },
  }
}

type Act = { kind: 'choose' | 'all' | 'clear' } | { kind: 'move'; to: number }

/** What a key means here; null for what the browser shall do with it. */
function actOf(event: KeyboardEvent, current: number, columns: number, length: number): Act | null {
  if (event.ctrlKey || event.metaKey) return event.key === 'a' ? { kind: 'all' } : null
  if (event.key === ' ') return { kind: 'choose' }
  if (event.key === 'Escape') return { kind: 'clear' }
  const to = stepOf(event.key, current, columns, length)
  return to === null ? null : { kind: 'move', to }
}
