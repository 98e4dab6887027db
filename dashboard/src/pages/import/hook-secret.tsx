import { Button } from '@mantine/core'

import type { Schema } from '../../api/client'
import { prefix } from '../../api/place'
import { CopyText } from '../../parts/copy'
import { Dialog } from '../../parts/dialog'
import { words } from '../../words'

const w = words.imports.secret

/** Where a tool may send its messages, with the secret that is shown this once. */
export const HookSecret = ({ source, onClose }: { source: Schema<'ShownSource'>; onClose: () => void }) => (
  <Dialog title={w.title}>
    <div className="form">
      <p>{w.about}</p>
      <CopyText title={w.address} text={window.location.origin + prefix + source.hook} />
      <CopyText title={w.secret} text={source.hook_secret} />
      <div className="form-ways">
        <Button onClick={onClose}>{w.done}</Button>
      </div>
    </div>
  </Dialog>
)
