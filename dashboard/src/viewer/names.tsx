import { memo } from 'react'

import type { Digit } from './digits'
import type { Point } from './geometry'
import type { Shape } from './shapes'

/** A class name, and the corner of a shape that it stands above or below. */
export type Name = { readonly shape: Shape; readonly at: Point; readonly below: boolean }

/** Two names at corners closer than this share of the shape's size would lie on each other. */
const CLOSE = 0.4

/**
 * Where class names stand: above the shape. Where somebody else's name stands there already, the same name is not
 * written again, and another one stands below, so that who disagrees can be read.
 */
export function namesOf(shapes: readonly Shape[]): Name[] {
  const placed: Name[] = []
  for (const shape of shapes) {
    const [x, y, , height] = shape.hull
    const there = placed.filter((name) => !name.below && near(name.at, [x, y], shape))
    if (there.length === 0) placed.push({ shape, at: [x, y], below: false })
    else if (there.every((name) => name.shape.className !== shape.className)) {
      const at: Point = [x, y + height]
      if (!placed.some((name) => name.below && near(name.at, at, shape))) placed.push({ shape, at, below: true })
    }
  }
  return placed
}

const near = ([ax, ay]: Point, [bx, by]: Point, { hull: [, , width, height] }: Shape): boolean =>
  Math.abs(ax - bx) <= CLOSE * width && Math.abs(ay - by) <= CLOSE * height

/** Class names of the same size at every zoom, beside the digits and not under them. */
export const Names = memo(function Names({ shapes, badged }: { shapes: readonly Shape[]; badged: readonly Digit[] }) {
  const beside = new Set(badged.map((digit) => digit.key))
  return namesOf(shapes).map(({ shape, at, below }) => (
    <g key={shape.key} transform={`translate(${String(at[0])} ${String(at[1])})`}>
      <g className="steady">
        <text className="name" x={beside.has(shape.key) ? 12 : 1} y={below ? 14 : -5}>
          {shortened(shape.className)}
        </text>
      </g>
    </g>
  ))
})

const LONGEST = 24
function shortened(name: string): string {
  const letters = [...name.slice(0, 2 * LONGEST)] // whole letters, not halves of one
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : name
}
