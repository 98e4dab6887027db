import { Button } from '@mantine/core'

import { useStale } from '../api/live'
import { words } from '../words'
import './stale.css'

/** Says that labels came in since the page was asked for, and lets the reader choose when it moves. */
export function StaleBar() {
  const [stale, refresh] = useStale()
  return (
    <div role="status" className="stale-bar" data-stale={stale}>
      {stale && (
        <>
          {words.states.stale}
          <Button size="compact-xs" onClick={refresh}>
            {words.states.refresh}
          </Button>
        </>
      )}
    </div>
  )
}
