import { expect, test } from 'vitest'

import { actionOf, isSingle } from './keys'

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  actionOf({ key, code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more })

test.each([
  ['a', 'approve'],
  ['A', 'approve'],
  ['r', 'reject'],
  ['c', 'correct'],
  ['o', 'open'],
  ['u', 'undo'],
  ['n', 'next'],
  ['ArrowRight', 'next'],
  ['p', 'previous'],
  ['ArrowLeft', 'previous'],
  ['j', 'nextObject'],
  ['k', 'previousObject'],
  ['z', 'zoomToObject'],
  ['f', 'fit'],
  ['+', 'zoomIn'],
  ['-', 'zoomOut'],
  [' ', 'hide'],
  ['g', 'truth'],
  ['m', 'models'],
  ['l', 'names'],
  ['e', 'escalate'],
  ['/', 'search'],
  ['?', 'help'],
])('%s stands for %s', (key, action) => {
  expect(press(key)).toEqual({ do: action })
})

test('a digit switches an annotator, with Shift it chooses one, whatever sign it writes', () => {
  expect(press('3', { code: 'Digit3' })).toEqual({ do: 'toggle', digit: 3 })
  expect(press('#', { code: 'Digit3', shiftKey: true })).toEqual({ do: 'choose', digit: 3 })
  expect(press('"', { code: 'Digit3' })).toEqual({ do: 'toggle', digit: 3 })
  expect(press('9', { code: 'Digit9' })).toBeNull()
})

test.each(['ctrlKey', 'altKey', 'metaKey'] as const)('with %s a key is the browser’s', (held) => {
  expect(press('a', { [held]: true })).toBeNull()
  expect(press('3', { code: 'Digit3', [held]: true })).toBeNull()
})

test('other keys do nothing, not even the names of what every object has', () => {
  expect(press('Tab')).toBeNull()
  expect(press('constructor')).toBeNull()
})

test('arrows are no single signs', () => {
  expect(isSingle({ key: 'a' })).toBe(true)
  expect(isSingle({ key: 'ArrowLeft' })).toBe(false)
})
