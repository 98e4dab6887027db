import { expect, test } from 'vitest'

import { pathOf } from './client'

test('slashes of an id stay, all else that means something in an address is escaped', () => {
  expect(pathOf('/v1/images/{image_id}', { image_id: 'a/b c%2F?d#e.jpg' })).toBe('/v1/images/a/b%20c%252F%3Fd%23e.jpg')
})

test.each(['../x', 'a/../b', './a', 'a/.'])('nothing in the address of %j is resolved', (id) => {
  const path = `/v1/images/${encodeURIComponent(id)}`
  expect(pathOf('/v1/images/{image_id}', { image_id: id })).toBe(path)
  expect(new URL(path, 'http://x').pathname).toBe(path)
})
