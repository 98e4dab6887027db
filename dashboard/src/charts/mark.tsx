import { Link, type LinkProps } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'

type Props = {
  /** Where the images behind the mark are; without, it is a mark alone. */
  to: LinkProps | undefined
  /** What the mark says: its title, which is also its name for those who hear it. */
  label: string
  /** Of marks that are walked by the arrow keys. */
  steps?: Pick<ComponentProps<'a'>, 'tabIndex' | 'onKeyDown' | 'onFocus'> & Record<`data-${string}`, number>
  children: ReactNode
}

/** A mark of a chart that leads to the images behind it. */
export const Mark = ({ to, label, steps = {}, children }: Props) =>
  to === undefined ? (
    <g>
      <title>{label}</title>
      {children}
    </g>
  ) : (
    <Link {...to} {...steps} className="mark" preload={false}>
      <title>{label}</title>
      {children}
    </Link>
  )
