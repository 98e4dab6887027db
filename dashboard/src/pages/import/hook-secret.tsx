import type { Schema } from '../../api/client'
import { prefix } from '../../api/place'
import { Secret } from '../../parts/secret'
import { words } from '../../words'

const w = words.imports.secret

/** Where a tool may send its messages, with the secret that is shown this once. */
export const HookSecret = ({ source, onClose }: { source: Schema<'ShownSource'>; onClose: () => void }) => (
  <Secret
    title={w.title}
    texts={[
      { title: w.address, text: window.location.origin + prefix + source.hook },
      { title: w.secret, text: source.hook_secret },
    ]}
    way={w.done}
    onClose={onClose}
  >
    <p>{w.about}</p>
  </Secret>
)
