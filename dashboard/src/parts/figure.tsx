import type { ReactNode } from 'react'

import { DASH } from '../format/numbers'
import './figure.css'

type Props = {
  label: string
  /** The figure as text; "–" where nothing could be measured. */
  value: string
  /** Beside it: ± half-width. */
  unit?: string
  /** Why there is none; the title of the dash. */
  reason?: string | undefined
  /** Over too few things to judge: it prints in grey. */
  few?: boolean
  children?: ReactNode
}

/** A key figure with its n, its interval and its verdict below. */
export const Figure = ({ label, value, unit, reason, few = false, children }: Props) => (
  <div className="card key-figure">
    <dt>{label}</dt>
    <dd>
      <span className={few ? 'value num few' : 'value num'} title={value === DASH ? reason : undefined}>
        {value}
        {unit && <small>{unit}</small>}
      </span>
      <span className="under">{children}</span>
    </dd>
  </div>
)

/** Key figures in a row. */
export const Figures = ({ children }: { children: ReactNode }) => <dl className="key-figures">{children}</dl>
