import { Outlet, useLocation } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'

import { useSignInWanted } from '../api/signing'
import { Dialog } from '../parts/dialog'
import { SignInForm } from '../parts/sign-in-form'
import { words } from '../words'

const subscribe = (listener: () => void) => {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine)

/** What lies over every page: the sign-in when a session has ended, and a word when the network is gone. */
export function Root() {
  const wanted = useSignInWanted()
  const online = useOnline()
  const { pathname } = useLocation()
  return (
    <>
      <a className="skip no-print" href="#content">
        {words.shell.skip}
      </a>
      {!online && (
        <p className="offline" role="alert">
          {words.states.offlineBanner}
        </p>
      )}
      <Outlet />
      {wanted && pathname !== '/sign-in' && (
        <Dialog title={words.signing.title}>
          <SignInForm />
        </Dialog>
      )}
    </>
  )
}
