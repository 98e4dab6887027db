import { count } from '../../format/numbers'
import { words } from '../../words'
import { plural } from '../../words/plural'

const w = words.imports
const SHOWN = 3

/** What an import came to, as far as it is read here; the server may say more. */
type Told = {
  images?: number
  annotations?: number
  objects?: number
  annotators?: number
  labels?: Record<string, number>
  effects?: Record<string, number>
  image_effects?: Record<string, number>
  skipped?: Record<string, number>
  remarks?: Record<string, number>
  places?: Record<string, string[]>
  new_classes?: string[]
}

const EFFECTS = ['new', 'revised', 'same', 'older', 'known'] as const

const effectsOf = (of: Record<string, number> | undefined): string =>
  EFFECTS.flatMap((name) => {
    const n = of?.[name] ?? 0
    return n > 0 ? [`${count(n)} ${w.effects[name]}`] : []
  }).join(', ')

function Reasons({
  title,
  of,
  places,
}: {
  title: string
  of: Record<string, number>
  places: Record<string, string[]>
}) {
  const rows = Object.entries(of)
  if (rows.length === 0) return null
  return (
    <div className="problems">
      <h4>{title}</h4>
      <ul>
        {rows.map(([reason, n]) => (
          <li key={reason} className="wrap">
            {n > 1 && <b className="num">{w.times(count(n))} </b>}
            {reason}
            {(places[reason]?.length ?? 0) > 0 && (
              <span className="small"> {w.places((places[reason] ?? []).slice(0, SHOWN).join('; '))}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What was taken, what was left out and why, and what is worth knowing. */
export function Summary({ of }: { of: Record<string, unknown> }) {
  const told: Told = of
  const labels = Object.values(told.labels ?? {}).reduce((sum, n) => sum + n, 0)
  const taken: readonly (readonly [keyof typeof w.summary, number | undefined, string])[] = [
    ['images', told.images, effectsOf(told.image_effects)],
    ['annotations', told.annotations, effectsOf(told.effects)],
    ['objects', told.objects, ''],
    ['labels', labels === 0 ? undefined : labels, ''],
    ['annotators', told.annotators, ''],
  ]
  return (
    <div className="import-summary">
      <ul className="import-taken" aria-label={w.taken}>
        {taken.map(([name, n, effects]) =>
          n === undefined ? null : (
            <li key={name}>
              <b className="num">{plural(n, w.summary[name])}</b>
              {effects && <span className="small"> ({effects})</span>}
            </li>
          ),
        )}
      </ul>
      <Reasons title={w.leftOut} of={told.skipped ?? {}} places={told.places ?? {}} />
      <Reasons title={w.remarks} of={told.remarks ?? {}} places={told.places ?? {}} />
      {(told.new_classes?.length ?? 0) > 0 && (
        <div className="problems">
          <h4>{w.newClasses}</h4>
          <p className="wrap">
            <bdi>{told.new_classes?.join(', ')}</bdi>
          </p>
        </div>
      )}
    </div>
  )
}
