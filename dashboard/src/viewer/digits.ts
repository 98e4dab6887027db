/** Where the digit of an annotator stands on the box of an object: no two on the same place. */

import { corners, type Point } from './geometry'
import type { Layer, Shape } from './shapes'

export type Digit = { readonly key: string; readonly digit: number; readonly place: number | null; readonly at: Point }

const middle = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2]

/** 1 top left, 2 top right, 3 bottom left, 4 bottom right; 5 to 8 the middles of top, right, bottom, left. */
export function digitPlace({ geometry, hull }: Pick<Shape, 'geometry' | 'hull'>, digit: number): Point {
  const turned = geometry.kind === 'rotated'
  const [tl, tr, br, bl] = turned ? corners(geometry.box, geometry.degrees) : corners(hull)
  const places = [tl, tr, bl, br, middle(tl, tr), middle(tr, br), middle(br, bl), middle(bl, tl)]
  return places[(digit - 1) % places.length] ?? tl
}

/** The digits of the selected shapes of persons. */
export const digitsOf = (layers: readonly Layer[], selected: ReadonlySet<string>): Digit[] =>
  layers.flatMap(({ digit, place, shapes }) =>
    digit === null
      ? []
      : shapes
          .filter((shape) => selected.has(shape.key))
          .map((shape) => ({ key: shape.key, digit, place, at: digitPlace(shape, digit) })),
  )
