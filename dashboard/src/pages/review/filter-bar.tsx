import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useState, type Ref } from 'react'

import { useFilters, type Search } from '../../app/search'
import { IconX } from '../../parts/icons'
import { words } from '../../words'
import { chipsOf, statusOf, STATUSES } from './filters'

/** Milliseconds without a letter until the queue is asked for anew. */
const PAUSE = 300

/** Changes filters, and begins with the first image of the queue that comes of it. */
function useQueueChange(project: string) {
  const navigate = useNavigate()
  return useCallback(
    (wanted: Record<string, string | undefined>) => {
      void navigate({
        to: '/p/$project/review',
        params: { project },
        search: ((before: Search) => ({ ...before, ...wanted })) as never,
        replace: true,
      })
    },
    [navigate, project],
  )
}

/** What defines the queue: a search, the status, and the filters that the address brought along. */
export function FilterBar({ project, searchRef }: { project: string; searchRef: Ref<HTMLInputElement> }) {
  const [search] = useFilters()
  const change = useQueueChange(project)
  const asked = search['q'] ?? ''
  const [text, write] = useState<string | null>(null) // null: what the address says
  if (text === asked) write(null)
  useEffect(() => {
    if (text === null) return
    const timer = setTimeout(() => {
      change({ q: text || undefined })
    }, PAUSE)
    return () => {
      clearTimeout(timer)
    }
  }, [text, change])
  return (
    <div className="queue-filters" role="search">
      <label className="queue-search">
        <span className="hidden">{words.review.search}</span>
        <input
          ref={searchRef}
          type="search"
          value={text ?? asked}
          placeholder={words.review.search}
          title={words.review.search}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => {
            write(currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      <select
        aria-label={words.review.status}
        value={statusOf(search)}
        onChange={({ currentTarget }) => {
          change({ status: currentTarget.value === 'unreviewed' ? undefined : currentTarget.value })
        }}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {words.review.statuses[status]}
          </option>
        ))}
      </select>
      {chipsOf(search).map(({ name, value }) => {
        const shown = name === 'flag' ? (words.review.reasons[value] ?? value) : value
        const said = words.review.filter(words.review.filters[name] ?? name, shown)
        return (
          <button
            key={name}
            type="button"
            className="filter-chip"
            aria-label={words.review.removeFilter(said)}
            title={said}
            onClick={() => {
              change({ [name]: undefined })
            }}
          >
            <span className="line" dir="auto">
              {said}
            </span>
            <IconX size={13} aria-hidden />
          </button>
        )
      })}
    </div>
  )
}
