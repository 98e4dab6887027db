import { expect, test } from 'vitest'

import { isAbsent, pictureAddress, rememberAbsent } from './address'

test('the address of a picture keeps the slashes of its id, and asks for nothing where there is no picture', () => {
  expect(pictureAddress('p 1', 'a b/c?d#.jpg', 400)).toBe(
    '/v1/projects/p%201/pictures/a%20b/c%3Fd%23.jpg?w=400&missing=empty',
  )
  expect(pictureAddress('p', 'x.jpg')).toBe('/v1/projects/p/pictures/x.jpg?missing=empty')
})

test('a picture that was not there is remembered, the oldest is forgotten', () => {
  rememberAbsent('first')
  expect(isAbsent('first')).toBe(true)
  for (let i = 0; i < 5000; i++) rememberAbsent(String(i))
  expect(isAbsent('first')).toBe(false)
  expect(isAbsent('4999')).toBe(true)
})
