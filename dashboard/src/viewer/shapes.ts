/** What is drawn on an image: the objects of everybody who answered, of the truth, of models, and what they agree on. */

import type { Schema } from '../api/client'
import { areaOf, corners, hullOf, type Box, type Point, type Ring } from './geometry'
import { hullOfMask, maskOf, type Mask } from './mask'

export type Keypoint = { readonly name: string; readonly at: Point; readonly hidden: boolean }

export type Geometry =
  | { readonly kind: 'box'; readonly box: Box }
  | { readonly kind: 'rotated'; readonly box: Box; readonly degrees: number }
  | { readonly kind: 'polygon'; readonly rings: readonly Ring[] }
  | { readonly kind: 'mask'; readonly mask: Mask }
  | { readonly kind: 'keypoints'; readonly points: readonly Keypoint[]; readonly box: Box }

/** How a layer is drawn. */
export type LayerKind = 'person' | 'truth' | 'model' | 'consensus'

export type Shape = {
  /** Unlike any other of the image. */
  readonly key: string
  /** Of a person the place in the palette, null for grey. */
  readonly layer: number | null | Exclude<LayerKind, 'person'>
  /** Null: what the persons agree on. */
  readonly annotatorId: string | null
  /** Place among the objects of the annotator, or among those agreed on. */
  readonly objectIndex: number
  readonly className: string
  readonly geometry: Geometry
  readonly hull: Box
}

/** All that one annotator drew. */
export type Layer = {
  readonly key: string
  readonly kind: LayerKind
  readonly annotatorId: string | null
  /** What a person reads. */
  readonly name: string
  /** Place in the palette; null: grey. */
  readonly place: number | null
  /** The key that stands for a person, 1 to 8; null for everybody else. */
  readonly digit: number | null
  readonly shapes: readonly Shape[]
}

/** Persons with a digit of their own. */
export const DIGITS = 8

/** How a shape stands to what is selected. */
export type State = 'normal' | 'selected' | 'dimmed'

export const stateOf = (shape: Shape, selected: ReadonlySet<string>): State =>
  selected.size === 0 ? 'normal' : selected.has(shape.key) ? 'selected' : 'dimmed'

/** The form of a drawn object. */
export function geometryOf(object: Schema<'DrawnObject'>): Geometry {
  if (object.polygon) return { kind: 'polygon', rings: object.polygon as unknown as Ring[] }
  const mask = object.rle && maskOf(object.rle)
  if (mask) return { kind: 'mask', mask }
  if (object.keypoints) return { kind: 'keypoints', points: object.keypoints.flatMap(keypointOf), box: object.box }
  if (object.rotation) return { kind: 'rotated', box: object.box, degrees: object.rotation }
  return { kind: 'box', box: object.box }
}

/** A keypoint that is there; nothing for one that is absent. */
function keypointOf({ name, x, y, v }: Readonly<Record<string, unknown>>): Keypoint[] {
  if (v === 0 || typeof x !== 'number' || typeof y !== 'number') return []
  return [{ name: typeof name === 'string' ? name : '', at: [x, y], hidden: v === 1 }]
}

/** The smallest upright box around a form. */
export function hullOfGeometry(geometry: Geometry, otherwise: Box): Box {
  switch (geometry.kind) {
    case 'rotated':
      return hullOf(corners(geometry.box, geometry.degrees)) ?? otherwise
    case 'polygon':
      return hullOf(geometry.rings.flat()) ?? otherwise
    case 'mask':
      return hullOfMask(geometry.mask) ?? otherwise
    default:
      return geometry.box
  }
}

type Drawer = Pick<Layer, 'key' | 'kind' | 'annotatorId' | 'place'>

const layerOfShape = ({ kind, place }: Drawer): Shape['layer'] => (kind === 'person' ? place : kind)

function shapeOf(drawer: Drawer, object: Schema<'DrawnObject'>, index: number): Shape {
  const geometry = geometryOf(object)
  return {
    key: `${String(index)}/${drawer.key}`, // the number comes first, so no id can make two keys alike
    layer: layerOfShape(drawer),
    annotatorId: drawer.annotatorId,
    objectIndex: index,
    className: object.class,
    geometry,
    hull: hullOfGeometry(geometry, object.box),
  }
}

/** How people and their colours are known in a project; what is left out goes by the order on the image. */
export type Known = {
  readonly names?: ReadonlyMap<string, string>
  /** Places in the palette, by annotator. */
  readonly places?: ReadonlyMap<string, number>
  /** Of more than eight persons the ones that are coloured. */
  readonly chosen?: ReadonlySet<string>
}

const KINDS: Readonly<Record<string, LayerKind>> = { person: 'person', model: 'model', truth: 'truth' }

/** One layer for each answer: persons first, in the order of the API, then models, then the truth. */
export function layersOf(image: Pick<Schema<'ImageAnswer'>, 'annotations'>, known: Known = {}): Layer[] {
  const persons = image.annotations.filter((answer) => answer.kind === 'person')
  const others = (kind: string) => image.annotations.filter((answer) => answer.kind === kind)
  const crowded = persons.length > DIGITS
  const placeOf = (id: string, index: number): number | null =>
    crowded && !(known.chosen?.has(id) ?? index < DIGITS) ? null : (known.places?.get(id) ?? index)
  return [...persons, ...others('model'), ...others('truth')].map((answer, index) => {
    const id = answer.annotator_id
    const kind = KINDS[answer.kind] ?? 'model'
    const isPerson = kind === 'person'
    const drawer = { key: `${kind}:${id}`, kind, annotatorId: id, place: isPerson ? placeOf(id, index) : null }
    return {
      ...drawer,
      name: known.names?.get(id) ?? id,
      digit: isPerson && index < DIGITS ? index + 1 : null,
      shapes: (answer.objects ?? []).map((object, i) => shapeOf(drawer, object, i)),
    }
  })
}

/** What the persons agree on, as a layer. */
export function consensusOf(image: Pick<Schema<'ImageAnswer'>, 'consensus'>, name: string): Layer {
  const drawer = { key: 'consensus:', kind: 'consensus', annotatorId: null, place: null } as const
  const shapes = image.consensus.map((object, index): Shape => {
    const geometry = { kind: 'box', box: object.box } as const
    return {
      key: `${String(index)}/${drawer.key}`,
      layer: 'consensus',
      annotatorId: null,
      objectIndex: index,
      className: object.class,
      geometry,
      hull: object.box,
    }
  })
  return { ...drawer, name, digit: null, shapes }
}

/** Large ones first, so that small ones are drawn over them and can be seen. */
export const bySize = (shapes: readonly Shape[]): Shape[] => shapes.toSorted((a, b) => areaOf(b.hull) - areaOf(a.hull))
