import { useRef, useState } from 'react'

import { upload } from '../api/upload'

/** A file on its way: how much of it has gone, what the server answered, or why it did not go. */
export type Sent<T> = {
  id: number
  file: File
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'stopped'
  bytes: number
  answer?: T
  error?: unknown
}

const stopped = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** Files that are sent one after the other, each as the body of a request to the address that `to` says. */
export function useSending<T>(to: (file: File) => string, onSent: () => void) {
  const [files, setFiles] = useState<readonly Sent<T>[]>([])
  const [busy, setBusy] = useState(false)
  const next = useRef(0)
  const stop = useRef<AbortController | null>(null)
  const removed = useRef(new Set<number>()) // also while others are being sent
  const change = (id: number, to: Partial<Sent<T>>) => {
    setFiles((before) => before.map((one) => (one.id === id ? { ...one, ...to } : one)))
  }
  const sendOne = async ({ id, file }: Sent<T>, signal: AbortSignal) => {
    if (signal.aborted) {
      change(id, { state: 'stopped' })
      return
    }
    change(id, { state: 'sending' })
    try {
      const watch = (bytes: number) => {
        change(id, { bytes })
      }
      change(id, { state: 'sent', answer: await upload<T>(to(file), file, watch, signal), bytes: file.size })
      onSent()
    } catch (error) {
      change(id, stopped(error) ? { state: 'stopped' } : { state: 'failed', error })
    }
  }
  const send = async () => {
    const controller = new AbortController()
    stop.current = controller
    setBusy(true)
    for (const one of files)
      if (one.state !== 'sent' && !removed.current.has(one.id)) await sendOne(one, controller.signal)
    setBusy(false)
  }
  return {
    files,
    busy,
    add: (more: readonly File[]) => {
      const added = more.map((file): Sent<T> => ({ id: next.current++, file, state: 'waiting', bytes: 0 }))
      setFiles((before) => [...before.filter((one) => one.state !== 'sent'), ...added])
    },
    remove: (id: number) => {
      removed.current.add(id)
      setFiles((before) => before.filter((one) => one.id !== id))
    },
    send: () => void send(),
    stop: () => stop.current?.abort(),
  }
}
