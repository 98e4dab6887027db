/** Which shapes lie under a point. One pass over all of them at a click is cheaper than a target for each. */

import { areaOf, corners, distance, grown, inside, sides, within, type Point, type Ring } from './geometry'
import { covers } from './mask'
import type { Shape } from './shapes'

/** The shapes at a point, or with their line no further from it than `reach`: the smallest first. */
export const under = (shapes: Iterable<Shape>, at: Point, reach: number): Shape[] =>
  [...shapes].filter((shape) => touches(shape, at, reach)).sort((a, b) => areaOf(a.hull) - areaOf(b.hull))

/** Whether a point is in a shape, or near its line. */
export function touches({ geometry, hull }: Shape, at: Point, reach: number): boolean {
  if (!within(at, grown(hull, reach))) return false
  switch (geometry.kind) {
    case 'mask':
      return covers(geometry.mask, at)
    case 'polygon':
      return fills(geometry.rings, at, reach)
    case 'rotated':
      return fills([corners(geometry.box, geometry.degrees)], at, reach)
    default:
      return true
  }
}

const fills = (rings: readonly Ring[], at: Point, reach: number): boolean =>
  inside(at, rings) || [...sides(rings)].some(([a, b]) => distance(at, a, b) <= reach)
