import type { ErrorComponentProps } from '@tanstack/react-router'

import { Failure } from '../parts/states'
import { words } from '../words'

/** For a page that failed to load or to draw: the others are still there. */
export const Broken = ({ error, reset }: ErrorComponentProps) => (
  <main id="content">
    <h1 className="hidden">{words.states.broken}</h1>
    <Failure error={error} retry={reset} />
  </main>
)
