import { Button } from '@mantine/core'
import { useQueryErrorResetBoundary, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'

import { Problem } from '../api/problem'
import { words } from '../words'
import { titleOf } from './failed'
import './states.css'

/** A grey shape of the final size, after 200 ms: what comes at once does not flicker. */
export function Skeleton({ height = 120 }: { height?: number }) {
  const [shown, show] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      show(true)
    }, 200)
    return () => {
      clearTimeout(timer)
    }
  }, [])
  return (
    <div className="skeleton" data-shown={shown} style={{ height }} role="status">
      <span className="hidden">{words.states.loading}</span>
    </div>
  )
}

/** What failed in words, the id to tell the operator, and another try. */
export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const id = error instanceof Problem ? error.requestId : null
  const detail = error instanceof Problem ? error.detail : ''
  return (
    <div className="failure" role="alert">
      <p className="strong">{titleOf(error)}</p>
      {detail && <p className="wrap">{detail}</p>}
      {id && (
        <p className="small">
          {words.states.request} <code>{id}</code>
        </p>
      )}
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          {words.states.retry}
        </Button>
      )}
    </div>
  )
}

/** What is missing here and how to get it. */
export const Empty = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <div className="empty">
    <p className="strong">{title}</p>
    {children !== undefined && <p>{children}</p>}
    {action}
  </div>
)

/** A query as its four states: a skeleton, a failure with a retry, or its data; the data before stays while it changes. */
export function Answer<T>({
  of,
  height,
  children,
}: {
  of: UseQueryResult<T, unknown>
  height?: number
  children: (data: T) => ReactNode
}) {
  const { reset } = useQueryErrorResetBoundary()
  if (of.data !== undefined && !(of.isError && of.isPlaceholderData))
    return (
      <div className="answer" aria-busy={of.isPlaceholderData} data-stale={of.isPlaceholderData}>
        {children(of.data)}
      </div>
    )
  if (of.isError)
    return (
      <Failure
        error={of.error}
        retry={() => {
          reset()
          void of.refetch()
        }}
      />
    )
  return <Skeleton {...(height === undefined ? {} : { height })} />
}
