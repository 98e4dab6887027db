import { expect, test } from 'vitest'

import { mondays } from './mondays'

const on = (day: string) => Date.parse(day)
const days = (found: number[]) => found.map((ms) => new Date(ms).toISOString().slice(0, 10))

test('the axis prints Mondays, the last one always', () => {
  expect(days(mondays(on('2026-11-02'), on('2026-11-23'), 600, 64))).toEqual([
    '2026-11-02',
    '2026-11-09',
    '2026-11-16',
    '2026-11-23',
  ])
  expect(days(mondays(on('2026-11-03'), on('2026-11-19'), 600, 64))).toEqual(['2026-11-09', '2026-11-16'])
})

test('labels keep their distance, over months and over years', () => {
  for (const from of ['2026-05-04', '2020-01-06']) {
    const found = mondays(on(from), on('2026-11-23'), 640, 64)
    expect(found.length).toBeLessThanOrEqual(10)
    expect(found.length).toBeGreaterThan(2)
    for (const ms of found) expect(new Date(ms).getUTCDay()).toBe(1)
  }
})
