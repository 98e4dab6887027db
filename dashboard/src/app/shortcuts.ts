/** Whether single letters are keys of the page: some people's software types letters by itself (WCAG 2.1.4). */

import { useSyncExternalStore } from 'react'

const KEY = 'labelqa-single-keys'
const OFF = 'off'
const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}
const isOn = () => localStorage.getItem(KEY) !== OFF

function turn(on: boolean): void {
  if (on) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, OFF)
  for (const listener of listeners) listener()
}

/** Whether single letters do something, on this machine, and a way to turn them on or off. */
export const useSingleKeys = (): [boolean, (on: boolean) => void] => [useSyncExternalStore(subscribe, isOn), turn]
