import { useEffect, useRef } from 'react'

import { useSingleKeys } from '../../app/shortcuts'
import { actionOf, isSingle, type Action } from './keys'

/** Where keys write. */
const TYPING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]'
/** What Space presses by itself. */
const PRESSED = 'button, a, summary, input, label'

const busy = (target: EventTarget | null): boolean =>
  document.querySelector('dialog[open], [data-asking]') !== null ||
  (target instanceof Element && target.matches(TYPING))

/** Does what the keys stand for, unless somebody types or a dialog is open; `hide` is told when Space goes down and up. */
export function useKeys(act: (action: Action) => void, hide: (held: boolean) => void): void {
  const single = useSingleKeys()
  const latest = useRef({ act, hide, single })
  useEffect(() => {
    latest.current = { act, hide, single }
  })
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const now = latest.current
      const action = actionOf(event)
      if (action === null || event.defaultPrevented || busy(event.target)) return
      if (!now.single && isSingle(event)) return
      if (action.do === 'hide') {
        if (event.target instanceof Element && event.target.closest(PRESSED)) return
        now.hide(true)
      } else if (!event.repeat || /Object|next|previous|zoom/.test(action.do)) now.act(action)
      event.preventDefault()
    }
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ') latest.current.hide(false)
    }
    const left = () => {
      latest.current.hide(false) // the key may go up in another window
    }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', left)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', left)
    }
  }, [])
}
