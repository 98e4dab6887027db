import { Switch } from '@mantine/core'

import { setSingleKeys, useSingleKeys } from '../../app/shortcuts'
import { Card } from '../../parts/card'
import { words } from '../../words'

const w = words.settings.machine

/** What is kept in this browser and concerns nobody else. */
export function Machine() {
  const on = useSingleKeys()
  return (
    <Card title={w.title}>
      <Switch
        label={w.keys}
        description={w.keysAbout}
        checked={on}
        onChange={(event) => {
          setSingleKeys(event.currentTarget.checked)
        }}
      />
    </Card>
  )
}
