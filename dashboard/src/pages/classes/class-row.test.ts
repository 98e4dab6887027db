import { expect, test } from 'vitest'

import { missedOf, rowsOf, sorted } from './class-row'

const share = (name: string, objects: number) => ({ class: name, objects, images: 1, share: 0.1, labels: 0 })
const truth = (name: string, n: number, missed: number) => ({ class: name, n, drawn: {}, missed })

const rows = rowsOf({ classes: [share('car', 90), share('van', 10)] }, undefined, {
  team: { by_class: [truth('van', 20, 5), truth('bus', 0, 0)] },
} as never)

test('a class that one report alone names has a row', () => {
  expect(rows.map((r) => r.class)).toEqual(['car', 'van', 'bus'])
})

test('what was missed is a share of true objects, and nothing where there are none', () => {
  expect(rows.map(missedOf)).toEqual([null, 0.25, null])
})

test('rows without a value come last in both directions', () => {
  expect(sorted(rows, 'objects').map((r) => r.class)).toEqual(['van', 'car', 'bus'])
  expect(sorted(rows, '-objects').map((r) => r.class)).toEqual(['car', 'van', 'bus'])
  expect(sorted(rows, 'missed')[0]?.class).toBe('van')
})

test('an order that is not known is that of the objects', () => {
  expect(sorted(rows, '-colour')[0]?.class).toBe('car')
})
