import { expect, test } from 'vitest'

import type { Schema } from '../api/client'
import { digitPlace, digitsOf } from './digits'
import { under } from './hit'
import { namesOf } from './names'
import { outline } from './outline'
import { layersOf, stateOf, type Geometry, type Shape } from './shapes'

const object = (more: Partial<Schema<'DrawnObject'>> = {}): Schema<'DrawnObject'> => ({
  class: 'car',
  box: [10, 10, 20, 10],
  rotation: null,
  polygon: null,
  rle: null,
  keypoints: null,
  track_id: null,
  score: null,
  object_id: null,
  attributes: null,
  ...more,
})

const answer = (
  annotator_id: string,
  kind: string,
  objects: Schema<'DrawnObject'>[] | null,
): Schema<'AnnotationAnswer'> => ({
  annotator_id,
  kind,
  submitted_at: null,
  seconds: null,
  origin: null,
  revision: 1,
  cancelled: false,
  verdict: null,
  conflict: false,
  chance_of_error: null,
  objects,
  labels: null,
  reviews: [],
  superseded: 0,
  link: null,
})

const shape = (key: string, geometry: Geometry, hull: Shape['hull'], className = 'car'): Shape => ({
  key,
  layer: 0,
  annotatorId: 'ana',
  objectIndex: 0,
  className,
  geometry,
  hull,
})
const box = (key: string, at: Shape['hull'], className = 'car') => shape(key, { kind: 'box', box: at }, at, className)

test('persons stand first and have digits; models and the truth stand over them and have none', () => {
  const layers = layersOf({
    annotations: [
      answer('gold', 'truth', []),
      answer('ana', 'person', [object()]),
      answer('m', 'model', null),
      answer('bo', 'person', []),
    ],
  })
  expect(layers.map(({ annotatorId, kind, digit, place }) => [annotatorId, kind, digit, place])).toEqual([
    ['ana', 'person', 1, 0],
    ['bo', 'person', 2, 1],
    ['m', 'model', null, null],
    ['gold', 'truth', null, null],
  ])
})

test('the form of an object is the most exact one it has', () => {
  const [layer] = layersOf({
    annotations: [
      answer('ana', 'person', [
        object(),
        object({ rotation: 0 }),
        object({ rotation: 90 }),
        object({ polygon: [[[0, 0], [5, 0], [5, 7]]] }), // prettier-ignore
        object({ rle: { size: [2, 2], counts: [1, 1, 2] } }),
        object({ keypoints: [{ name: 'a', x: 1, y: 2, v: 1 }, { name: 'b', x: 0, y: 0, v: 0 }] }), // prettier-ignore
      ]),
    ],
  })
  const found = layer?.shapes ?? []
  expect(found.map(({ geometry }) => geometry.kind)).toEqual(['box', 'box', 'rotated', 'polygon', 'mask', 'keypoints'])
  expect(found.map(({ hull }) => hull.map(Math.round))).toEqual([
    [10, 10, 20, 10],
    [10, 10, 20, 10],
    [15, 5, 10, 20],
    [0, 0, 5, 7],
    [0, 1, 1, 1],
    [10, 10, 20, 10],
  ])
  const points = found[5]?.geometry
  expect(points?.kind === 'keypoints' && points.points).toEqual([{ name: 'a', at: [1, 2], hidden: true }])
})

test('no two shapes have one key, whatever annotators are called', () => {
  const layers = layersOf({
    annotations: [
      answer('a', 'person', [object(), object()]),
      answer('1/person:a', 'person', [object()]),
      answer('a', 'model', [object()]),
    ],
  })
  const keys = layers.flatMap((layer) => layer.shapes.map(({ key }) => key))
  expect(new Set(keys).size).toBe(keys.length)
})

test('of more than eight persons the first or the chosen are coloured', () => {
  const annotations = Array.from({ length: 10 }, (_, i) => answer(`p${String(i)}`, 'person', []))
  const coloured = (chosen?: ReadonlySet<string>) =>
    layersOf({ annotations }, chosen ? { chosen } : {}).filter(({ place }) => place !== null).length
  expect(coloured()).toBe(8)
  expect(coloured(new Set(['p9']))).toBe(1)
  expect(layersOf({ annotations }).map(({ digit }) => digit)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, null, null])
})

test('a selection dims everything else, and none dims nothing', () => {
  const one = box('a', [0, 0, 1, 1])
  expect([stateOf(one, new Set()), stateOf(one, new Set(['a'])), stateOf(one, new Set(['b']))]).toEqual([
    'normal',
    'selected',
    'dimmed',
  ])
})

test('eight digits on one box stand on eight places', () => {
  const one = box('a', [10, 20, 40, 60])
  const places = [1, 2, 3, 4, 5, 6, 7, 8].map((digit) => digitPlace(one, digit))
  expect(places.slice(0, 5)).toEqual([
    [10, 20],
    [50, 20],
    [10, 80],
    [50, 80],
    [30, 20],
  ])
  expect(new Set(places.map(String)).size).toBe(8)
  const turned = digitPlace(shape('r', { kind: 'rotated', box: [0, 0, 4, 2], degrees: 90 }, [1, -1, 2, 4]), 1)
  expect(turned.map(Math.round)).toEqual([3, -1])
})

test('only selected shapes of who has a digit carry one', () => {
  const layers = layersOf({
    annotations: [answer('ana', 'person', [object(), object()]), answer('m', 'model', [object()])],
  })
  const all = new Set(layers.flatMap((layer) => layer.shapes.map(({ key }) => key)))
  expect(digitsOf(layers, all).map(({ digit }) => digit)).toEqual([1, 1])
  expect(digitsOf(layers, new Set())).toEqual([])
})

test('a click finds the shapes under it, the smallest first', () => {
  const shapes = [box('large', [0, 0, 100, 100]), box('small', [40, 40, 10, 10]), box('far', [200, 200, 5, 5])]
  expect(under(shapes, [45, 45], 2).map(({ key }) => key)).toEqual(['small', 'large'])
  expect(under(shapes, [102, 50], 2).map(({ key }) => key)).toEqual(['large'])
  expect(under(shapes, [103, 50], 2)).toEqual([])
})

test('a click beside a turned box, in a hole or on background hits nothing', () => {
  const ring = (from: number, to: number) => [[from, from], [to, from], [to, to], [from, to]] as const // prettier-ignore
  const turned = shape('turned', { kind: 'rotated', box: [-50, -2, 100, 4], degrees: 45 }, [-37, -37, 74, 74])
  const holed = shape('holed', { kind: 'polygon', rings: [ring(100, 200), ring(120, 180)] }, [100, 100, 100, 100])
  const pixels = { width: 400, height: 400, counts: [300 * 400 + 300, 10, 99 * 400 + 90] }
  const mask = shape('mask', { kind: 'mask', mask: pixels }, [300, 300, 1, 10])
  const at = (x: number, y: number) => under([turned, holed, mask], [x, y], 3).map(({ key }) => key)
  expect(at(20, 20)).toEqual(['turned'])
  expect(at(20, -20)).toEqual([])
  expect(at(110, 150)).toEqual(['holed'])
  expect(at(150, 150)).toEqual([])
  expect(at(123, 150)).toEqual(['holed'])
  expect(at(300, 305)).toEqual(['mask'])
  expect(at(302, 305)).toEqual([])
})

test('one name for who agrees, two for who does not', () => {
  const same = [box('a', [0, 0, 40, 40]), box('b', [3, 2, 40, 40])]
  expect(namesOf(same)).toHaveLength(1)
  const split = [...same, box('c', [1, 1, 40, 40], 'van')]
  expect(namesOf(split).map(({ shape: { className }, below }) => [className, below])).toEqual([
    ['car', false],
    ['van', true],
  ])
  expect(namesOf([...same, box('d', [90, 0, 40, 40])])).toHaveLength(2)
})

test('every form has a line', () => {
  expect(outline(box('a', [1, 2, 3, 4]))).toBe('M1 2h3v4h-3Z')
  expect(outline({ geometry: { kind: 'polygon', rings: [[[0, 0], [1, 0], [1, 1]], []] } })).toBe('M0 0L1 0L1 1Z') // prettier-ignore
  expect(outline({ geometry: { kind: 'mask', mask: { width: 1, height: 1, counts: [0, 1] } } })).toBe(
    'M0 0L1 0M0 1L1 1M0 0L0 1M1 0L1 1',
  )
})
