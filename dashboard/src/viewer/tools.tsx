import { useSyncExternalStore } from 'react'

import { roundShare } from '../format/numbers'
import { words } from '../words'
import type { Lens } from './lens'

const STEP = 1.3

/** Zoom and fit, in sight at all times: no gesture and no key is the only way. */
export function Tools({ lens }: { lens: Lens }) {
  const zoom = useSyncExternalStore(lens.subscribe, () => roundShare(lens.sight().view.k))
  return (
    <div className="viewer-tools" role="group" aria-label={words.viewer.tools}>
      <button
        type="button"
        aria-label={words.viewer.zoomOut}
        title={words.viewer.zoomOutKey}
        onClick={() => {
          lens.zoomBy(1 / STEP)
        }}
      >
        <kbd aria-hidden="true">{words.viewer.minus}</kbd>
      </button>
      <span className="num" title={words.viewer.zoom}>
        {zoom}
      </span>
      <button
        type="button"
        aria-label={words.viewer.zoomIn}
        title={words.viewer.zoomInKey}
        onClick={() => {
          lens.zoomBy(STEP)
        }}
      >
        <kbd aria-hidden="true">{words.viewer.plus}</kbd>
      </button>
      <button
        type="button"
        title={words.viewer.fitKey}
        onClick={() => {
          lens.fit()
        }}
      >
        {words.viewer.fit} <kbd aria-hidden="true">{words.viewer.fitLetter}</kbd>
      </button>
    </div>
  )
}
