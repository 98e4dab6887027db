import { expect, test } from 'vitest'

import { optionsOf } from './options'

const fields = { kind: 'cvat', project: '', tasks: '', projects: '', org: '' }

test('ids become numbers, and what is no number is left for the server to name', () => {
  expect(optionsOf({ ...fields, tasks: '23, 24,x', projects: ' 12 ' })).toEqual({
    tasks: [23, 24, 'x'],
    projects: [12],
  })
})

test('what was not filled in is not sent', () => {
  expect(optionsOf(fields)).toEqual({})
  expect(optionsOf({ ...fields, kind: 'label_studio', project: '7', tasks: '1' })).toEqual({ project: 7 })
})
