import { useId, type ReactNode } from 'react'

/** A part of the sheet with its heading. */
export function Section({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about !== undefined && <p className="small">{about}</p>}
      {children}
    </section>
  )
}
