import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'

import { passing } from '../../api/problem'
import { useSession, useSignIn } from '../../api/session'
import { sentenceOf } from '../../parts/failed'
import { SignInForm } from '../../parts/sign-in-form'
import { words } from '../../words'
import './sign-in.css'

/** The token of a one-time link; it stands in the fragment, which no server sees, and leaves the address at once. */
function takenToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token !== null) window.history.replaceState(null, '', window.location.pathname)
  return token
}

/** Signing in by key, or by a link that works once. */
export default function SignIn() {
  const session = useSession()
  const signIn = useSignIn()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string | null>(null)
  const tried = useRef(false)
  useEffect(() => {
    if (tried.current) return
    tried.current = true
    const token = takenToken()
    if (token !== null)
      signIn({ token }).catch((error: unknown) => {
        setProblem(passing(error) ? sentenceOf(error) : words.signing.burnt)
      })
  }, [signIn])
  useEffect(() => {
    if (session.isSuccess) void navigate({ to: '/', replace: true })
  }, [session.isSuccess, navigate])
  return (
    <main id="content" className="sign-in-page">
      <h1>{words.signing.title}</h1>
      {problem !== null && (
        <p role="alert" className="tag bad">
          {problem}
        </p>
      )}
      <SignInForm />
    </main>
  )
}
