/** Where the image stands on the stage: pure arithmetic of fitting, zooming and panning. */

import type { Box, Point } from './geometry'

/** A pixel of the image at (px, py) stands at (x + k px, y + k py) of the stage. */
export type View = { readonly k: number; readonly x: number; readonly y: number }
export type Size = { readonly width: number; readonly height: number }
export type Limits = { readonly least: number; readonly most: number }

/** Pixels of the stage left free around the whole image. */
const MARGIN = 14
/** Pixels of the image that always stay on the stage, however far it is dragged. */
const KEPT = 48

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

export const boxOf = ({ width, height }: Size): Box => [0, 0, width, height]

/** The view that shows all of a box in the middle, with so much room around it, enlarged `most` times at most. */
export function fitted([x, y, width, height]: Box, stage: Size, margin = MARGIN, most = Infinity): View {
  const room = (length: number) => Math.max(length - 2 * margin, length / 4, 1)
  const k = Math.min(room(stage.width) / Math.max(width, 1), room(stage.height) / Math.max(height, 1), most)
  return { k, x: stage.width / 2 - k * (x + width / 2), y: stage.height / 2 - k * (y + height / 2) }
}

/** How far one may zoom: out to half of the whole image, in to 20 pixels of the screen for one, or more if it is tiny. */
export function limitsOf(image: Size, stage: Size): Limits {
  const { k } = fitted(boxOf(image), stage)
  return { least: Math.min(0.1, k / 2), most: Math.max(20, k * 4) }
}

/** Zoomed by a factor, while what lies under `at` stays where it is. */
export function zoomed(view: View, factor: number, [px, py]: Point, { least, most }: Limits): View {
  const k = clamp(view.k * factor, least, most)
  const by = k / view.k
  return { k, x: px - (px - view.x) * by, y: py - (py - view.y) * by }
}

/** Dragged back where too little of the image would stay in sight. */
export function held(view: View, image: Size, stage: Size): View {
  const one = (at: number, length: number, room: number) => clamp(at, KEPT - length * view.k, room - KEPT)
  return { ...view, x: one(view.x, image.width, stage.width), y: one(view.y, image.height, stage.height) }
}

/** Whether the whole image is in sight. */
export function isWhole({ k, x, y }: View, image: Size, stage: Size): boolean {
  const slack = 1
  return (
    x >= -slack &&
    y >= -slack &&
    x + k * image.width <= stage.width + slack &&
    y + k * image.height <= stage.height + slack
  )
}

/** The pixel of the image under a point of the stage. */
export const toImage = ({ k, x, y }: View, [px, py]: Point): Point => [(px - x) / k, (py - y) / k]

/** The part of the image that is in sight. */
export const seen = ({ k, x, y }: View, stage: Size): Box => [-x / k, -y / k, stage.width / k, stage.height / k]

/** The same middle on a stage of another size. */
export const recentred = (view: View, before: Size, after: Size): View => ({
  ...view,
  x: view.x + (after.width - before.width) / 2,
  y: view.y + (after.height - before.height) / 2,
})

/** On whole pixels of the screen, where lines are sharp, and where image, canvas and lines meet. */
export const snapped = ({ k, x, y }: View): View => ({ k, x: Math.round(x), y: Math.round(y) })
