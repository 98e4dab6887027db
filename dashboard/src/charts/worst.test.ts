import { expect, test } from 'vitest'

import { worst } from './worst'

const names = Array.from({ length: 50 }, (_, k) => `who ${k}`)
const badness = names.map((_, k) => (k === 40 ? null : k))

test('few rows are all shown, in their own order', () => {
  expect(worst(['b', 'a'], [0, 1], 30)).toEqual([0, 1])
})

test('of many the worst are shown, those without a figure last', () => {
  const shown = worst(names, badness, 30)
  expect(shown).toHaveLength(30)
  expect(shown).toContain(49)
  expect(shown).not.toContain(40)
  expect(shown).not.toContain(0)
  expect(shown).toEqual([...shown].sort((a, b) => a - b))
})

test('whoever is looked for comes first', () => {
  expect(worst(names, badness, 30, ' WHO 40 ')).toContain(40)
  expect(worst(names, badness, 30, 'who 4')).toContain(4)
})
