import { expect, test } from 'vitest'

import type { Schema } from '../../api/client'
import { layersOf } from '../../viewer/shapes'
import { overlap, stepped, thingOf, thingsOf, toCheck } from './things'

type Box = [number, number, number, number]

const object = (box: Box, name = 'car') => ({
  class: name,
  box,
  rotation: null,
  polygon: null,
  rle: null,
  keypoints: null,
  track_id: null,
  score: null,
  object_id: null,
  attributes: null,
})
const answer = (annotator_id: string, boxes: Box[], kind = 'person') =>
  ({ annotator_id, kind, objects: boxes.map((box) => object(box)) }) as unknown as Schema<'AnnotationAnswer'>
const agreed = (box: Box, support: string[]) => ({
  class: 'car',
  box,
  support,
  n: 2,
  iou: 0.9,
  disputed: false,
  below_quorum: false,
})
const fault = (annotator_id: string, kind: string, box: Box) => ({
  annotator_id,
  fault: kind,
  chance: 0.9,
  class: 'car',
  box,
})

const A: Box = [0, 0, 10, 10]
const B: Box = [50, 50, 10, 10]
const layers = layersOf({
  annotations: [answer('ana', [A, B]), answer('bo', [[1, 0, 10, 10]]), answer('m', [B], 'model')],
})
const image = {
  consensus: [agreed(A, ['ana', 'bo']), agreed(B, ['ana'])],
  to_check: [
    fault('bo', 'missed', B),
    fault('ana', 'wrong_class', A),
    fault('ana', 'spurious', B),
    fault('x', 'missed', [200, 200, 5, 5]),
  ],
}

test('boxes overlap from nothing to all', () => {
  expect(overlap(A, A)).toBe(1)
  expect(overlap(A, B)).toBe(0)
  expect(overlap(A, [5, 0, 10, 10])).toBeCloseTo(1 / 3)
})

test('an object knows who drew it, and a model that lies on it', () => {
  const [first, second] = thingsOf(image, layers)
  expect([...(first?.drawn.keys() ?? [])]).toEqual(['ana', 'bo'])
  expect([...(second?.drawn.keys() ?? [])]).toEqual(['ana', 'm'])
})

test('objects to check keep the order of the API, one row for each object', () => {
  const found = toCheck(image, thingsOf(image, layers), layers)
  expect(found.map(({ faults }) => faults.map((f) => f.fault))).toEqual([
    ['missed', 'spurious'],
    ['wrong_class'],
    ['missed'],
  ])
  expect(found[2]?.key).toBe('fault 3')
})

test('a shape leads to its object, and to itself where nobody else drew it', () => {
  const [ana] = layers
  const things = thingsOf(image, layers)
  const [a] = ana?.shapes ?? []
  if (a === undefined) throw new Error('ana drew something')
  expect(thingOf(a, things, layers).key).toBe('agreed 0')
  expect([...thingOf(a, [], layers).drawn.keys()]).toEqual(['ana', 'bo'])
})

test('stepping stops at both ends', () => {
  const found = toCheck(image, thingsOf(image, layers), layers)
  expect(stepped(found, null, 1)).toBe(found[0])
  expect(stepped(found, found[0]?.key ?? '', -1)).toBe(found[0])
  expect(stepped(found, found[0]?.key ?? '', 1)).toBe(found[1])
  expect(stepped(found, found[2]?.key ?? '', 1)).toBe(found[2])
  expect(stepped([], null, 1)).toBeNull()
})
