import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { CopyText } from './copy'
import { Dialog } from './dialog'

type Props = {
  title: string
  /** Whose it is, and that it is shown this once. */
  children: ReactNode
  /** What can be taken away, by what it is. */
  texts: readonly { title: string; text: string }[]
  /** What the button says. */
  way: string
  onClose: () => void
}

/** What is shown this once: nothing but the button closes it. */
export const Secret = ({ title, children, texts, way, onClose }: Props) => (
  <Dialog title={title}>
    <div className="form">
      {children}
      {texts.map((one) => (
        <CopyText key={one.title} {...one} />
      ))}
      <div className="form-ways">
        <Button onClick={onClose}>{way}</Button>
      </div>
    </div>
  </Dialog>
)
