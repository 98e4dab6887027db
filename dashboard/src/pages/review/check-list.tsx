import { useState } from 'react'

import { share } from '../../format/numbers'
import { IconArrowsMaximize, IconEyeOff, IconPlus, IconTags } from '../../parts/icons'
import { words } from '../../words'
import type { Selection } from './sight'
import type { Fault, Thing } from './things'

const ICONS: Readonly<Record<string, typeof IconPlus>> = {
  missed: IconEyeOff,
  spurious: IconPlus,
  wrong_class: IconTags,
}
/** Faults of an object that should be there or not: worse than how it was drawn. */
const GRAVE = new Set(['missed', 'spurious'])
/** Rows before "n more". */
const SHOWN = 6

type Props = { selection: Selection; names: ReadonlyMap<string, string>; onZoom: () => void }

/** Objects to look at, the worst first as the API gives them, in a window around the selected one. */
export function CheckList({ selection, names, onZoom }: Props) {
  const { checked, selected } = selection
  const [all, showAll] = useState(false)
  const now = checked.findIndex(({ key }) => key === selected?.key)
  const first = Math.max(0, Math.min(now - 2, checked.length - SHOWN))
  const rows = all ? checked : checked.slice(first, first + SHOWN)
  return (
    <section aria-labelledby="check-head">
      <h2 id="check-head" className="side-head">
        {checked.length > 0 ? words.review.toCheck(checked.length) : words.review.nothingToCheck}
        <span>
          <button
            type="button"
            className="key-button"
            aria-label={words.review.nextObject}
            title={words.review.nextObject}
            onClick={() => selection.step(1)}
          >
            <kbd>J</kbd>
          </button>
          <button
            type="button"
            className="key-button"
            aria-label={words.review.previousObject}
            title={words.review.previousObject}
            onClick={() => selection.step(-1)}
          >
            <kbd>K</kbd>
          </button>
          <button
            type="button"
            className="key-button"
            aria-label={words.review.zoomToObject}
            title={words.review.zoomToObject}
            onClick={onZoom}
          >
            <kbd>Z</kbd>
          </button>
        </span>
      </h2>
      {checked.length === 0 && selection.things.length > 0 && <p className="small">{words.review.nothingToCheckHow}</p>}
      <ul className="checks">
        {rows.map((thing) => (
          <li key={thing.key}>
            <Row
              thing={thing}
              names={names}
              pressed={thing.key === selected?.key}
              onPick={() => {
                selection.select(thing.key)
              }}
            />
          </li>
        ))}
      </ul>
      {checked.length > SHOWN && (
        <button
          type="button"
          className="link small-link"
          onClick={() => {
            showAll(!all)
          }}
        >
          {all ? words.review.fewer : words.review.more(checked.length - rows.length)}
        </button>
      )}
    </section>
  )
}

type RowProps = { thing: Thing; names: ReadonlyMap<string, string>; pressed: boolean; onPick: () => void }

function Row({ thing, names, pressed, onPick }: RowProps) {
  const [worst, ...rest] = thing.faults
  if (worst === undefined) return null
  const say = (fault: Fault) =>
    words.review.fault(fault.fault, fault.class, names.get(fault.annotator_id) ?? fault.annotator_id)
  const full = thing.faults.map((fault) => words.review.faultChance(say(fault), share(fault.chance))).join('; ')
  const Icon = ICONS[worst.fault] ?? IconArrowsMaximize
  return (
    <button
      type="button"
      className={GRAVE.has(worst.fault) ? 'check grave' : 'check'}
      aria-pressed={pressed}
      title={full}
      onClick={onPick}
    >
      <Icon size={16} aria-hidden />
      <span className="line" dir="auto">
        {say(worst)}
      </span>
      {rest.length > 0 && (
        <span className="tag warn">
          <span aria-hidden="true">{`+${String(rest.length)}`}</span>
          <span className="hidden">; {rest.map(say).join('; ')}</span>
        </span>
      )}
      <span className="num check-chance">{share(worst.chance)}</span>
    </button>
  )
}
