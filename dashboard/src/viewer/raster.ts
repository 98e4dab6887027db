/** Drawing shapes on a canvas: masks, and more of the others than elements of a page are good for. */

import { group } from 'd3-array'

import { COLOURS } from '../parts/swatch'
import type { View } from './camera'
import { corners, type Ring } from './geometry'
import { pixelsOf, type Mask } from './mask'
import { stateOf, type Shape } from './shapes'

/** Colours of the page, which a canvas cannot name by itself. */
export type Palette = { readonly places: readonly string[]; readonly grey: string }

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const named = (name: string) => style.getPropertyValue(name).trim()
  return { places: Array.from({ length: COLOURS }, (_, i) => named(`--a${String(i)}`)), grey: named('--viewer-grey') }
}

const WHITE = '#fff'
const CASING = 'rgb(0 0 0 / 55%)'
const DASHES: Readonly<Record<string, readonly number[]>> = { truth: [7, 4], model: [2, 3] }
const INSIDE = 64 // of 255: a mask is looked through
const DOT = 3.5

const colourOf = (layer: Shape['layer'], { places, grey }: Palette): string =>
  typeof layer === 'number' ? (places[layer % COLOURS] ?? grey) : layer === null ? grey : WHITE

type Drawing = {
  readonly context: CanvasRenderingContext2D
  readonly view: View
  readonly palette: Palette
  readonly selected: ReadonlySet<string>
}

/** Draws shapes, layer by layer, in the pixels of the image; the canvas is clear before. */
export function draw(on: Drawing, shapes: readonly Shape[]): void {
  const { context, view, selected } = on
  const ratio = window.devicePixelRatio
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, context.canvas.width, context.canvas.height)
  context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y)
  for (const shape of shapes) if (shape.geometry.kind === 'mask') drawMask(on, shape, shape.geometry.mask)
  const lines = shapes.filter((shape) => shape.geometry.kind !== 'mask')
  context.globalAlpha = selected.size > 0 ? 0.5 : 1
  for (const [layer, drawn] of group(lines, (shape) => shape.layer)) drawLines(on, layer, drawn)
  context.globalAlpha = 1
}

function drawLines({ context, view, palette }: Drawing, layer: Shape['layer'], shapes: readonly Shape[]): void {
  context.setLineDash([])
  context.strokeStyle = CASING
  context.lineWidth = 4.4 / view.k
  for (const shape of shapes) stroke(context, shape, DOT / view.k)
  context.setLineDash((DASHES[String(layer)] ?? []).map((length) => length / view.k))
  context.strokeStyle = colourOf(layer, palette)
  context.lineWidth = (layer === 'consensus' ? 3 : 2.2) / view.k
  for (const shape of shapes) stroke(context, shape, DOT / view.k)
}

/** One shape at a time: many in one path cost far more, for the path is cut where they cross. */
function stroke(context: CanvasRenderingContext2D, shape: Shape, dot: number): void {
  if (shape.geometry.kind === 'box') {
    context.strokeRect(...shape.geometry.box)
    return
  }
  context.beginPath()
  trace(context, shape, dot)
  context.stroke()
}

/** The line of a shape; keypoints are circles. */
function trace(context: CanvasRenderingContext2D, { geometry, hull }: Shape, dot: number): void {
  switch (geometry.kind) {
    case 'rotated':
      traceRing(context, corners(geometry.box, geometry.degrees))
      break
    case 'polygon':
      for (const ring of geometry.rings) traceRing(context, ring)
      break
    case 'keypoints':
      for (const { at } of geometry.points) {
        context.moveTo(at[0] + dot, at[1])
        context.arc(at[0], at[1], dot, 0, 2 * Math.PI)
      }
      break
    default:
      context.rect(...hull)
  }
}

function traceRing(context: CanvasRenderingContext2D, ring: Ring): void {
  for (const [i, [x, y]] of ring.entries())
    if (i === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  context.closePath()
}

function drawMask({ context, view, palette, selected }: Drawing, shape: Shape, mask: Mask): void {
  const picture = pictureOf(shape, mask, colourOf(shape.layer, palette))
  if (!picture) return
  context.globalAlpha = { normal: 0.9, selected: 1, dimmed: 0.4 }[stateOf(shape, selected)]
  context.imageSmoothingEnabled = view.k < 2
  const [x, y] = shape.hull
  context.drawImage(picture.canvas, x, y, picture.canvas.width * picture.step, picture.canvas.height * picture.step)
}

type Picture = { readonly canvas: HTMLCanvasElement; readonly step: number; readonly colour: string }
const pictures = new WeakMap<Mask, Picture>()

/** The pixels of a mask in its colour, made once. */
function pictureOf(shape: Shape, mask: Mask, colour: string): Picture | null {
  const known = pictures.get(mask)
  if (known?.colour === colour) return known
  const { width, height, step, data } = pixelsOf(mask, shape.hull)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return null
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  const pixels = context.getImageData(0, 0, width, height)
  for (const [i, value] of data.entries()) pixels.data[4 * i + 3] = value === 2 ? 255 : value === 1 ? INSIDE : 0
  context.putImageData(pixels, 0, 0)
  const picture = { canvas, step, colour }
  pictures.set(mask, picture)
  return picture
}
