import { Button, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { words } from '../words'
import { Dialog } from './dialog'
import { Refused, useSubmission } from './submission'

type Props = {
  title: string
  /** What will be gone, and what stays. */
  children: ReactNode
  /** What the button says: the deed itself. */
  way: string
  /** A word that must be typed first, for what cannot be undone. */
  typed?: { label: string; word: string }
  act: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something is taken away; stays open until the server has done it. */
export function Confirm({ title, children, way, typed, act, onClose }: Props) {
  const { busy, error, send } = useSubmission()
  const [text, setText] = useState('')
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void send(act).then((done) => {
            if (done) onClose()
          })
        }}
      >
        <div className="wrap">{children}</div>
        {typed && (
          <TextInput
            label={typed.label}
            description={<bdi className="wrap">{typed.word}</bdi>}
            value={text}
            autoComplete="off"
            onChange={(event) => {
              setText(event.currentTarget.value)
            }}
          />
        )}
        <Refused error={error} />
        <div className="form-ways">
          <Button variant="default" onClick={onClose}>
            {words.states.cancel}
          </Button>
          <Button
            type="submit"
            className="destructive"
            loading={busy}
            disabled={typed !== undefined && text !== typed.word}
          >
            {way}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
