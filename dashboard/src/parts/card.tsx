import { Link, type LinkProps } from '@tanstack/react-router'
import { useId, type ReactNode } from 'react'

import './card.css'

type Props = {
  title: string
  /** Unit, period or what it is about, beside the title. */
  about?: ReactNode
  /** Where the whole of it is. */
  more?: { text: string; link: LinkProps } | undefined
  /** What stands at the end of the head: a control. */
  aside?: ReactNode
  className?: string
  children: ReactNode
}

/** A section of a page with its own heading, its own loading and its own error. */
export function Card({ title, about, more, aside, className = '', children }: Props) {
  const id = useId()
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {about !== undefined && <p>{about}</p>}
        {aside}
        {more && (
          <Link className="more" {...more.link}>
            {more.text}
          </Link>
        )}
      </header>
      {children}
    </section>
  )
}
