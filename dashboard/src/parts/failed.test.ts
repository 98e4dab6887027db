import { expect, test } from 'vitest'

import { OFFLINE, Problem } from '../api/problem'
import { words } from '../words'
import { sentenceOf, titleOf } from './failed'

test('a server that was not reached is said to be so, and not by the word of the program', () => {
  const error = new Problem(OFFLINE, 'offline', '', null)
  expect([titleOf(error), sentenceOf(error)]).toEqual([words.states.offline, words.states.offline])
})

test('a refusal without a word still says something', () => {
  expect(sentenceOf(new Problem(502, '', '', null))).toContain('502')
  expect(sentenceOf(new TypeError('x is not a function'))).toBe(words.states.broken)
})

test('what the server says goes before all else', () => {
  const error = new Problem(422, 'Unprocessable', 'class "van" is not known', null)
  expect([titleOf(error), sentenceOf(error)]).toEqual(['Unprocessable', 'class "van" is not known'])
})
