/** Objects of the image: what belongs to one of them of what everybody drew, and what the API says may be wrong with it. */

import type { Schema } from '../../api/client'
import { areaOf, type Box } from '../../viewer/geometry'
import type { Layer, Shape } from '../../viewer/shapes'

export type Fault = Schema<'ObjectToCheck'>

export type Thing = {
  readonly key: string
  readonly className: string
  readonly box: Box
  /** What each annotator drew of it. */
  readonly drawn: ReadonlyMap<string, Shape>
  /** In the order of the API, the worst first. */
  readonly faults: readonly Fault[]
}

/** Overlap from which a shape is taken for the same object: it decides what is lit up together, and measures nothing. */
const SAME = 0.5
/** A little less for persons of whom the API says that they drew the object. */
const SAID = 0.05

/** How much two boxes share of what they cover together. */
export function overlap(a: Box, b: Box): number {
  const wide = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const high = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (wide <= 0 || high <= 0) return 0
  return (wide * high) / (areaOf(a) + areaOf(b) - wide * high)
}

/** The shape of a layer that lies best on a box, if any lies on it well enough. */
function best(layer: Layer, box: Box, least: number): Shape | null {
  let found: Shape | null = null
  let most = least
  for (const shape of layer.shapes) {
    const shared = overlap(shape.hull, box)
    if (shared >= most) [found, most] = [shape, shared]
  }
  return found
}

function drawnAt(layers: readonly Layer[], box: Box, support: readonly string[] | null): Map<string, Shape> {
  const drawn = new Map<string, Shape>()
  for (const layer of layers) {
    if (layer.annotatorId === null) continue
    const person = layer.kind === 'person'
    if (person && support && !support.includes(layer.annotatorId)) continue
    const shape = best(layer, box, person && support ? SAID : SAME)
    if (shape) drawn.set(layer.annotatorId, shape)
  }
  return drawn
}

type Image = Pick<Schema<'ImageAnswer'>, 'consensus' | 'to_check'>

/** Every object that persons agree on or differ about, as the API groups them. */
export function thingsOf(image: Image, layers: readonly Layer[]): Thing[] {
  const places = image.to_check.map((fault) => nearest(image.consensus, fault.box))
  return image.consensus.map((agreed, index) => ({
    key: `agreed ${String(index)}`,
    className: agreed.class,
    box: agreed.box,
    drawn: drawnAt(layers, agreed.box, agreed.support),
    faults: image.to_check.filter((_, k) => places[k] === index),
  }))
}

/** The agreed object that lies on a box; -1 where none does. */
function nearest(consensus: Image['consensus'], box: Box): number {
  const shares = consensus.map((agreed) => overlap(agreed.box, box))
  const most = Math.max(SAME, ...shares)
  return shares.indexOf(most)
}

/** The objects to check, in the order of the API; one with several faults stands where its worst does. */
export function toCheck(image: Pick<Image, 'to_check'>, things: readonly Thing[], layers: readonly Layer[]): Thing[] {
  const found = new Map<string, Thing>()
  image.to_check.forEach((fault, index) => {
    const thing = things.find(({ faults }) => faults.includes(fault)) ?? alone(fault, index, layers)
    if (!found.has(thing.key)) found.set(thing.key, thing)
  })
  return [...found.values()]
}

const alone = (fault: Fault, index: number, layers: readonly Layer[]): Thing => ({
  key: `fault ${String(index)}`,
  className: fault.class,
  box: fault.box,
  drawn: drawnAt(layers, fault.box, null),
  faults: [fault],
})

/** The object of this key, wherever it came from. */
export function thingNamed(
  key: string | null,
  { checked, things, layers }: { checked: readonly Thing[]; things: readonly Thing[]; layers: readonly Layer[] },
): Thing | null {
  if (key === null) return null
  const known = [...checked, ...things].find((thing) => thing.key === key)
  if (known) return known
  const shape = layers.flatMap((layer) => layer.shapes).find((drawn) => `shape ${drawn.key}` === key)
  return shape ? thingOf(shape, things, layers) : null
}

/** The object that a shape belongs to; a shape that nobody else drew is one by itself. */
export const thingOf = (shape: Shape, things: readonly Thing[], layers: readonly Layer[]): Thing =>
  things.find(({ drawn }) => [...drawn.values()].some(({ key }) => key === shape.key)) ?? {
    key: `shape ${shape.key}`,
    className: shape.className,
    box: shape.hull,
    drawn: new Map([...drawnAt(layers, shape.hull, null), ...own(shape)]),
    faults: [],
  }

const own = (shape: Shape): [string, Shape][] => (shape.annotatorId === null ? [] : [[shape.annotatorId, shape]])

/** The neighbour of the selected object in a list, held at its ends; the first when none is selected. */
export function stepped(things: readonly Thing[], selected: string | null, by: 1 | -1): Thing | null {
  const now = things.findIndex(({ key }) => key === selected)
  if (now < 0) return things[0] ?? null
  return things[Math.min(Math.max(now + by, 0), things.length - 1)] ?? null
}
