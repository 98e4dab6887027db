/** Points and boxes of an image, in its pixels, from the top left. */

export type Point = readonly [x: number, y: number]
export type Box = readonly [x: number, y: number, width: number, height: number]
export type Ring = readonly Point[]

/** The corners of a box that is turned clockwise about its centre: top left, top right, bottom right, bottom left. */
export function corners([x, y, width, height]: Box, degrees = 0): [Point, Point, Point, Point] {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [cx, cy] = [x + width / 2, y + height / 2]
  const turned = (dx: number, dy: number): Point => [cx + dx * cos - dy * sin, cy + dx * sin + dy * cos]
  return [
    turned(-width / 2, -height / 2),
    turned(width / 2, -height / 2),
    turned(width / 2, height / 2),
    turned(-width / 2, height / 2),
  ]
}

/** The smallest upright box around all points; null without any. */
export function hullOf(points: Iterable<Point>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return left <= right ? [left, top, right - left, bottom - top] : null
}

/** The smallest upright box around all boxes; null without any. */
export const around = (boxes: Iterable<Box>): Box | null => hullOf(ends(boxes))

function* ends(boxes: Iterable<Box>): Iterable<Point> {
  for (const [x, y, width, height] of boxes) {
    yield [x, y]
    yield [x + width, y + height]
  }
}

/** A box with so much more on every side. */
export const grown = ([x, y, width, height]: Box, by: number): Box => [x - by, y - by, width + 2 * by, height + 2 * by]

export const areaOf = ([, , width, height]: Box): number => width * height

export const within = ([px, py]: Point, [x, y, width, height]: Box): boolean =>
  px >= x && py >= y && px <= x + width && py <= y + height

export const meets = (a: Box, b: Box): boolean =>
  a[0] <= b[0] + b[2] && b[0] <= a[0] + a[2] && a[1] <= b[1] + b[3] && b[1] <= a[1] + a[3]

/** Every side of closed rings, from corner to corner. */
export function* sides(rings: Iterable<Ring>): Iterable<readonly [Point, Point]> {
  for (const ring of rings) {
    let before = ring.at(-1)
    for (const point of ring) {
      if (before) yield [before, point]
      before = point
    }
  }
}

/** Whether a point lies inside, even-odd: a ring inside another is a hole. */
export function inside([px, py]: Point, rings: Iterable<Ring>): boolean {
  let odd = false
  for (const [[ax, ay], [bx, by]] of sides(rings))
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) odd = !odd
  return odd
}

/** How far a point is from the line between two others. */
export function distance([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length))
  return Math.hypot(px - ax - along * dx, py - ay - along * dy)
}
