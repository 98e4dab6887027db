import type { ReactNode } from 'react'

import { useTitle } from './title'
import './head.css'

/** The head of a page: its one h1, what it is about, and its controls. Names the browser's tab too. */
export function Head({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  useTitle(title)
  return (
    <div className="head">
      <div>
        <h1>{title}</h1>
        {about !== undefined && <p>{about}</p>}
      </div>
      {children !== undefined && <div className="controls no-print">{children}</div>}
    </div>
  )
}
