import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { Problem } from '../api/problem'
import { Answer, Empty } from './states'

type Props<T> = {
  of: UseQueryResult<T, unknown>
  /** True where it is known that there is nothing: the server is not asked then. */
  nothing?: boolean
  height?: number
  /** What is missing, in words; the server says why. */
  title: string
  action?: ReactNode
  children: (data: T) => ReactNode
}

/** A query that the server refuses while there is nothing to reckon with: that is no failure, and it says what is missing. */
export function Unready<T>({ of, nothing = false, title, action, ...rest }: Props<T>) {
  if (nothing) return <Empty title={title} action={action} />
  if (of.error instanceof Problem && of.error.status === 422)
    return (
      <Empty title={title} action={action}>
        {of.error.errors.map((e) => e.detail).join('; ') || of.error.detail}
      </Empty>
    )
  return <Answer of={of} {...rest} />
}
