import type { Schema } from '../../api/client'
import { words } from '../../words'

const SHOWN = 20

/** What is wrong with a file, place by place. */
export function Problems({ of }: { of: readonly Schema<'Problem'>[] }) {
  if (of.length === 0) return null
  return (
    <div className="problems">
      <h4>{words.imports.problems}</h4>
      <ul>
        {of.slice(0, SHOWN).map((problem, place) => (
          <li key={`${problem.pointer} ${String(place)}`} className="wrap">
            {problem.pointer !== '' && <code>{problem.pointer}</code>} {problem.detail}
          </li>
        ))}
        {of.length > SHOWN && <li>{words.imports.moreProblems(of.length - SHOWN)}</li>}
      </ul>
    </div>
  )
}
