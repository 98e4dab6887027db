import { expect, test } from 'vitest'

import { asOne } from '../../app/search'
import { asked, commandOf, curlOf, fileOf, parameters, pathOfExport, quoted } from './call'

const search = {
  format: 'coco',
  verdict: asOne(['approved', 'corrected']) ?? '',
  class: asOne(["driver's cab", '-x', 'a&b']) ?? '',
  min_iou: '0.7',
  other: 'not ours',
}

test('the call carries the names of the API, several values apart, and nothing else of the address', () => {
  expect(pathOfExport('a/b c', search)).toBe(
    '/v1/projects/a/b%20c/export?format=coco&verdict=approved&verdict=corrected&min_iou=0.7&class=driver%27s+cab&class=-x&class=a%26b',
  )
  expect(parameters(search)).toEqual({
    format: 'coco',
    verdict: ['approved', 'corrected'],
    min_iou: '0.7',
    class: ["driver's cab", '-x', 'a&b'],
  })
  expect(asked({})).toEqual([])
})

test('a shell takes whatever a name holds as one word', () => {
  expect(quoted('train:0.8,val:0.2')).toBe('train:0.8,val:0.2')
  expect(quoted('$(rm -rf ~)')).toBe("'$(rm -rf ~)'")
  expect(quoted("it's")).toBe(String.raw`'it'\''s'`)
  expect(quoted('a`b"c\\d\n!e')).toBe("'a`b\"c\\d\n!e'")
  expect(quoted('')).toBe("''")
  expect(quoted('~root')).toBe("'~root'")
})

test('the key is never part of a command', () => {
  const text = curlOf('https://qa.example', 'demo', { format: 'coco' })
  expect(text).toContain('-H "Authorization: Bearer $LABELQA_KEY"')
  expect(text).toContain("'https://qa.example/v1/projects/demo/export?format=coco'")
})

test('the command says the same as the call', () => {
  expect(commandOf('https://qa.example', 'demo', { ...search, exclude_disputed: 'true' }, 'labels.json')).toBe(
    [
      'labelqa export',
      '--server https://qa.example',
      '--format coco',
      '--verdict approved',
      '--verdict corrected',
      '--min-iou 0.7',
      String.raw`--class 'driver'\''s cab'`,
      '--class=-x',
      "--class 'a&b'",
      '--exclude-disputed',
      '-o labels.json',
      'demo',
    ].join(' \\\n  '),
  )
  expect(commandOf('https://qa.example', '-p', { exclude_disputed: 'false' }, 'x')).not.toContain('--exclude')
  expect(commandOf('https://qa.example', '-p', {}, 'x')).toContain('-- -p')
})

test('formats of many files come as an archive', () => {
  expect([fileOf(undefined), fileOf('coco'), fileOf('yolo-seg')]).toEqual(['labels.jsonl', 'labels.json', 'labels.zip'])
})
