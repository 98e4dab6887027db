import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { REST, rested } from './rested'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

test('what is asked for all the time is done at once, and then now and then', async () => {
  const work = vi.fn(() => Promise.resolve())
  const { run } = rested(work)
  for (let k = 0; k < 100; k++) {
    run()
    await vi.advanceTimersByTimeAsync(REST / 20)
  }
  expect(work.mock.calls.length).toBeGreaterThanOrEqual(5)
  expect(work.mock.calls.length).toBeLessThanOrEqual(6)
})

test('the last call is never lost', async () => {
  const work = vi.fn(() => wait(100))
  const { run } = rested(work)
  run()
  run()
  await vi.advanceTimersByTimeAsync(100 + REST)
  expect(work).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(10 * REST)
  expect(work).toHaveBeenCalledTimes(2)
})

test('slow work rests longer', async () => {
  const work = vi.fn(() => wait(REST))
  const { run } = rested(work)
  run()
  run()
  await vi.advanceTimersByTimeAsync(REST + 3.9 * REST)
  expect(work).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(REST)
  expect(work).toHaveBeenCalledTimes(2)
})

test('after the stop nothing is done', async () => {
  const work = vi.fn(() => Promise.resolve())
  const { run, stop } = rested(work)
  run()
  run()
  stop()
  run()
  await vi.advanceTimersByTimeAsync(10 * REST)
  expect(work).toHaveBeenCalledTimes(1)
})
