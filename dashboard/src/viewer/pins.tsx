import type { CSSProperties } from 'react'

import { count } from '../format/numbers'
import type { Point } from './geometry'

/** A place on the image that a comment is about. */
export type Mark = {
  readonly key: string
  readonly number: number
  /** Pixels of the image. */
  readonly at: Point
  /** What it says to who cannot see it. */
  readonly label: string
  readonly current?: boolean
}

type Props = { marks: readonly Mark[]; onMark?: ((key: string) => void) | undefined }

/** Numbered pins, of the same size at every zoom; `--k` of the element around them is the zoom. */
export const Pins = ({ marks, onMark }: Props) =>
  marks.map(({ key, number, at, label, current = false }) => (
    <button
      key={key}
      type="button"
      className="pin"
      style={{ '--x': at[0], '--y': at[1] } as CSSProperties}
      aria-label={label}
      aria-pressed={current}
      title={label}
      onClick={() => onMark?.(key)}
    >
      {count(number)}
    </button>
  ))
