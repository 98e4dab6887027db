import { Button } from '@mantine/core'
import { useState } from 'react'

import { IconCheck, IconCopy } from './icons'
import { words } from '../words'
import './copy.css'

/** Puts a text on the clipboard, and says so; pages that are not served over TLS have no clipboard, and say that. */
export function CopyButton({ text, label = words.states.copy }: { text: string; label?: string }) {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready')
  const said = state === 'done' ? words.states.copied : state === 'failed' ? words.states.notCopied : label
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={state === 'done' ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => {
        const clipboard = navigator.clipboard as Clipboard | undefined
        if (clipboard === undefined) setState('failed')
        else
          clipboard.writeText(text).then(
            () => {
              setState('done')
            },
            () => {
              setState('failed')
            },
          )
      }}
      onBlur={() => {
        setState('ready')
      }}
    >
      <span role="status">{said}</span>
    </Button>
  )
}

/** A text to take away: a command, a call, a secret that is shown once. */
export const CopyText = ({ title, text }: { title: string; text: string }) => (
  <div className="copy-text">
    <div className="copy-head">
      <h3>{title}</h3>
      <CopyButton text={text} />
    </div>
    {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
    <pre tabIndex={0} role="region" aria-label={title}>
      {text}
    </pre>
  </div>
)
