import { Switch } from '@mantine/core'

import { setSingleKeys, useSingleKeys } from '../../app/shortcuts'
import { Dialog } from '../../parts/dialog'
import { words } from '../../words'

type Name = keyof typeof words.review.keys
const { space, shift } = words.review

/** Every key by what it is for. */
const GROUPS: Readonly<Record<keyof typeof words.review.keysGroups, readonly (readonly [Name, readonly string[]])[]>> =
  {
    verdict: [
      ['approve', ['A']],
      ['reject', ['R']],
      ['correct', ['C']],
      ['undo', ['U']],
      ['choose', [`${shift}+1`, `${shift}+8`]],
    ],
    go: [
      ['next', ['N', '→']],
      ['previous', ['P', '←']],
      ['nextObject', ['J']],
      ['previousObject', ['K']],
      ['open', ['O']],
    ],
    see: [
      ['zoomToObject', ['Z']],
      ['fit', ['F']],
      ['zoom', ['+', '−']],
      ['hide', [space]],
      ['toggle', ['1', '8']],
      ['truth', ['G']],
      ['models', ['M']],
      ['names', ['L']],
    ],
    say: [
      ['escalate', ['E']],
      ['search', ['/']],
      ['help', ['?']],
    ],
  }
/** Two keys that stand for all between them. */
const RANGES = new Set<Name>(['toggle', 'choose'])

/** All keys of the screen, and the switch that turns single ones off. */
export function Help({ onClose }: { onClose: () => void }) {
  const on = useSingleKeys()
  return (
    <Dialog title={words.review.keysTitle} onClose={onClose}>
      <div className="keys">
        {(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((group) => (
          <section key={group}>
            <h3>{words.review.keysGroups[group]}</h3>
            <dl>
              {GROUPS[group].map(([name, keys]) => (
                <div key={name}>
                  <dt>
                    {keys.map((key, index) => (
                      <span key={key}>
                        {index > 0 && (RANGES.has(name) ? '–' : ' ')}
                        <kbd>{key}</kbd>
                      </span>
                    ))}
                  </dt>
                  <dd>{words.review.keys[name]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        size="sm"
        checked={on}
        label={words.review.keysSwitch}
        onChange={({ currentTarget }) => {
          setSingleKeys(currentTarget.checked)
        }}
      />
    </Dialog>
  )
}
