/** Shapes as the `d` of an SVG path, which also a canvas draws. */

import { corners, type Box, type Point, type Ring } from './geometry'
import { edges } from './mask'
import type { Keypoint, Shape } from './shapes'

const at = ([x, y]: Point): string => `${String(x)} ${String(y)}`
const closed = (ring: Ring): string => (ring.length === 0 ? '' : `M${ring.map(at).join('L')}Z`)
const upright = ([x, y, width, height]: Box): string =>
  `M${at([x, y])}h${String(width)}v${String(height)}h${String(-width)}Z`

/** The line around a shape; of a mask along its pixels, of keypoints the box around them. */
export function outline({ geometry }: Pick<Shape, 'geometry'>): string {
  switch (geometry.kind) {
    case 'rotated':
      return closed(corners(geometry.box, geometry.degrees))
    case 'polygon':
      return geometry.rings.map(closed).join('')
    case 'mask':
      return [...edges(geometry.mask)].map(([from, to]) => `M${at(from)}L${at(to)}`).join('')
    default:
      return upright(geometry.box)
  }
}

/** Dots: lines of no length, whose round ends have the same size at every zoom. */
export const dots = (points: readonly Keypoint[]): string => points.map((point) => `M${at(point.at)}h0`).join('')
