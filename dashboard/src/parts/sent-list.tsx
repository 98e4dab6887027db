import { ActionIcon, Progress } from '@mantine/core'
import type { ReactNode } from 'react'

import { megabytes, roundShare } from '../format/numbers'
import { words } from '../words'
import { IconX } from './icons'
import type { Sent } from './sending'
import { Refused } from './submission'

const w = words.imports

function stateOf<T>({ state, bytes, file }: Sent<T>): string {
  if (state === 'sending') return w.sending(roundShare(file.size === 0 ? 1 : bytes / file.size))
  return { waiting: w.waiting, sent: w.sent, failed: w.state['failed'] ?? '', stopped: w.stopped }[state]
}

type Props<T> = { files: readonly Sent<T>[]; onRemove: (id: number) => void; answer?: (answer: T) => ReactNode }

/** The files that were chosen, and how far each is. */
export function SentList<T>({ files, onRemove, answer }: Props<T>) {
  return (
    <ul className="sent-list" aria-label={w.chosen}>
      {files.map((one) => (
        <li key={one.id}>
          <span className="line" title={one.file.name}>
            <bdi>{one.file.name}</bdi>
          </span>
          <span className="small num">{megabytes(one.file.size)}</span>
          <span className="small">{stateOf(one)}</span>
          {(one.state === 'waiting' || one.state === 'failed' || one.state === 'stopped') && (
            <ActionIcon
              variant="subtle"
              aria-label={w.remove(one.file.name)}
              onClick={() => {
                onRemove(one.id)
              }}
            >
              <IconX size={15} />
            </ActionIcon>
          )}
          {one.state === 'sending' && (
            <Progress
              className="whole"
              value={one.file.size === 0 ? 100 : (one.bytes / one.file.size) * 100}
              aria-label={w.progress(one.file.name)}
            />
          )}
          {one.error !== undefined && (
            <div className="whole">
              <Refused error={one.error} />
            </div>
          )}
          {one.answer !== undefined && answer && <div className="whole">{answer(one.answer)}</div>}
        </li>
      ))}
    </ul>
  )
}
