/** Whether a sign-in is wanted: requests that met a 401 wait here, and go on when somebody has signed in. */

import { useSyncExternalStore } from 'react'

let waiting: (() => void)[] = []
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

/** Resolves after the next sign-in; until then the page shows its sign-in dialog. */
export const signedInAgain = (): Promise<void> =>
  new Promise((resolve) => {
    waiting = [...waiting, resolve]
    tell()
  })

/** Lets every waiting request go on. */
export function signedIn(): void {
  const held = waiting
  waiting = []
  tell()
  for (const go of held) go()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** True while a request waits for a sign-in. */
export const useSignInWanted = (): boolean => useSyncExternalStore(subscribe, () => waiting.length > 0)
