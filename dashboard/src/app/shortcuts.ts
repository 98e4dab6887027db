/** Whether single keys are shortcuts, on this machine: WCAG 2.1.4 wants a way to switch them off. */

import { useSyncExternalStore } from 'react'

const KEY = 'labelqa-single-keys'
const OFF = 'off'
const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener) // another tab
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}
const on = () => localStorage.getItem(KEY) !== OFF

/** True unless somebody switched them off here. */
export const useSingleKeys = (): boolean => useSyncExternalStore(subscribe, on)

export function setSingleKeys(wanted: boolean): void {
  if (wanted) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, OFF)
  for (const listener of listeners) listener()
}
