import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { IconBoxAlignTopLeft } from '../parts/icons'
import { words } from '../words'
import { Account } from './account'
import './rail.css'
import './outside.css'

/** The frame of pages that belong to no project: a bar on top, and what a key may do everywhere. */
export const Outside = ({ children }: { children: ReactNode }) => (
  <div className="outside">
    <header className="outside-top no-print">
      <Link to="/" className="brand">
        <IconBoxAlignTopLeft size={22} stroke={2.2} aria-hidden />
        {words.shell.brand}
      </Link>
      <Account />
    </header>
    {children}
  </div>
)
