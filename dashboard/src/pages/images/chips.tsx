import { useFilters, type Search } from '../../app/search'
import { IconX } from '../../parts/icons'
import { reasonOf } from '../../parts/flags'
import { words } from '../../words'
import { setOf, type Filter } from './asked'

const w = words.images

/** What a filter asks for, in words. */
export function saidOf(name: Filter, value: string, nameOf: (id: string) => string): string {
  if (name === 'status') return words.quality.status[value] ?? value
  if (name === 'flag') return reasonOf(value)
  if (name === 'annotator') return nameOf(value)
  if (name === 'series') return w.series[value] ?? value
  return value
}

/** Each filter that is set, to be taken out with one press. */
export function Chips({ search, nameOf }: { search: Search; nameOf: (id: string) => string }) {
  const [, change] = useFilters()
  const set = setOf(search)
  if (set.length === 0) return null
  return (
    <ul className="chips no-print" aria-label={w.chips}>
      {set.map((name) => {
        const value = saidOf(name, search[name] ?? '', nameOf)
        const title = w.filters[name] ?? name
        return (
          <li key={name}>
            <button
              type="button"
              className="chip"
              title={w.remove(title, value)}
              aria-label={w.remove(title, value)}
              onClick={() => {
                change({ [name]: undefined })
              }}
            >
              <span className="line">
                {title}: <bdi className="strong">{value}</bdi>
              </span>
              <IconX size={13} aria-hidden />
            </button>
          </li>
        )
      })}
      {set.length > 1 && (
        <li>
          <button
            type="button"
            className="link chip-clear"
            onClick={() => {
              change(Object.fromEntries(set.map((name) => [name, undefined])))
            }}
          >
            {w.clear}
          </button>
        </li>
      )}
    </ul>
  )
}
