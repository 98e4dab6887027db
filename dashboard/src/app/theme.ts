/** Light or dark: the system's, unless somebody chose otherwise on this machine. */

import { useSyncExternalStore } from 'react'

export type Choice = 'auto' | 'light' | 'dark'
export const CHOICES: readonly Choice[] = ['auto', 'light', 'dark']
const KEY = 'labelqa-colours'
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

const known = (text: string | null): Choice => CHOICES.find((c) => c === text) ?? 'auto'
const chosen = (): Choice => known(localStorage.getItem(KEY))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  dark.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    dark.removeEventListener('change', listener)
  }
}

export function choose(choice: Choice): void {
  localStorage.setItem(KEY, choice)
  for (const listener of listeners) listener()
}

export const useChoice = (): Choice => useSyncExternalStore(subscribe, chosen)

/** What is shown. */
export function useTheme(): 'light' | 'dark' {
  const choice = useChoice()
  const system = useSyncExternalStore(subscribe, () => dark.matches)
  return choice === 'auto' ? (system ? 'dark' : 'light') : choice
}
