import { CloseButton } from '@mantine/core'
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'

import { words } from '../words'
import './dialog.css'

type Props = {
  title: string
  /** Undefined for one that must be answered. */
  onClose?: () => void
  children: ReactNode
}

/** The browser's own modal dialog: it holds the focus, Escape closes it, and it needs no style of its own at run time. */
export function Dialog({ title, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  // a layout effect: it closes before the element is gone, and only then gives the browser the focus back
  useLayoutEffect(() => {
    const shown = ref.current
    shown?.showModal()
    return () => {
      shown?.close()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
      onClose={({ currentTarget }) => {
        if (currentTarget.open) return
        // a browser closes at the second Escape whatever is said to the first
        if (onClose) onClose()
        else currentTarget.showModal()
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {onClose && <CloseButton onClick={onClose} aria-label={words.states.close} />}
      </header>
      {children}
    </dialog>
  )
}
