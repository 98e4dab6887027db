import type { CSSProperties, ReactNode } from 'react'

import { Badges } from './badges'
import type { Size } from './camera'
import type { Digit } from './digits'
import { Drawing } from './drawing'
import { around, grown, meets, type Box } from './geometry'
import type { Shape } from './shapes'

/** Pixels of the inset. */
const WIDTH = 270
const HEIGHT = 200
/** Shapes beside the selected ones; more would hide what the inset is for. */
const NEIGHBOURS = 60

type Props = {
  url: string | null
  size: Size
  shapes: readonly Shape[]
  selected: readonly Shape[]
  digits: readonly Digit[]
  caption: ReactNode
}

/** The selected object, close by. */
export function Magnifier({ url, size, shapes, selected, digits, caption }: Props) {
  const hull = around(selected.map((shape) => shape.hull))
  if (!hull) return null
  const part = roomy(hull)
  const chosen = new Set(selected.map((shape) => shape.key))
  const others = shapes.filter((shape) => !chosen.has(shape.key) && meets(shape.hull, part)).slice(0, NEIGHBOURS)
  return (
    <div className="magnifier" aria-hidden="true">
      <svg
        viewBox={part.join(' ')}
        width={WIDTH}
        height={HEIGHT}
        style={{ '--steady': part[2] / WIDTH } as CSSProperties}
        preserveAspectRatio="xMidYMid slice"
      >
        <rect width={size.width} height={size.height} className="no-picture" />
        {url !== null && <image href={url} width={size.width} height={size.height} preserveAspectRatio="none" />}
        <g className="others">
          <Drawing shapes={others} />
        </g>
        <g className="selected">
          <Drawing shapes={selected} />
        </g>
        <Badges digits={digits} />
      </svg>
      {caption !== undefined && <p>{caption}</p>}
    </div>
  )
}

/** A part of the image in the form of the inset, with the box in its middle and room around it. */
function roomy(hull: Box): Box {
  const [x, y, width, height] = grown(hull, Math.max(8, Math.max(hull[2], hull[3]) * 0.25))
  const scale = Math.max(width / WIDTH, height / HEIGHT)
  const [wide, high] = [WIDTH * scale, HEIGHT * scale]
  return [x + width / 2 - wide / 2, y + height / 2 - high / 2, wide, high]
}
