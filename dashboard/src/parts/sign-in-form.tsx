import { Button, PasswordInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'

import { Problem } from '../api/problem'
import { useSignIn } from '../api/session'
import { words } from '../words'
import { sentenceOf } from './failed'
import './sign-in-form.css'

const said = (error: unknown): string =>
  error instanceof Problem && error.status === 401 ? words.signing.wrong : sentenceOf(error)

/** One field, paste, Enter. The key goes to the server once and is kept nowhere. */
export function SignInForm() {
  const [key, setKey] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const signIn = useSignIn()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await signIn({ key: key.trim() })
      setKey('')
    } catch (caught) {
      setError(said(caught))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="sign-in"
      onSubmit={(event) => {
        void submit(event)
      }}
    >
      <p className="small">{words.signing.about}</p>
      <PasswordInput
        label={words.signing.key}
        name="password"
        autoComplete="current-password"
        value={key}
        error={error || undefined}
        required
        data-autofocus
        onChange={(event) => {
          setKey(event.currentTarget.value)
          setError('')
        }}
      />
      <Button type="submit" loading={busy}>
        {words.signing.submit}
      </Button>
    </form>
  )
}
