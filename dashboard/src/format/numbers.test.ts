import { expect, test } from 'vitest'

import {
  relativeChange,
  count,
  DASH,
  halfWidth,
  interval,
  pixels,
  score,
  scoreAgainst,
  scoreChange,
  scoresApart,
  seconds,
  share,
  shareChange,
  sharesApart,
  upTo,
} from './numbers'

test('what cannot be measured prints as a dash, never as zero', () => {
  for (const text of [count, score, share, seconds]) expect([text(null), text(undefined)]).toEqual([DASH, DASH])
  expect(interval(null)).toBe(DASH)
  expect(halfWidth(null)).toBeNull()
})

test('a score is never rounded onto a bar that it misses', () => {
  expect(scoreAgainst(0.696, 0.7)).toBe('0.696')
  expect(scoreAgainst(0.6998, 0.7)).toBe('0.6998')
  expect(scoreAgainst(0.7, 0.7)).toBe('0.70')
  expect(scoreAgainst(0.61, 0.7)).toBe('0.61')
})

test('differences carry a sign, and shares differ by points', () => {
  expect(scoreChange(-0.11)).toBe('−0.11')
  expect(shareChange(0.006)).toBe('+0.6 pt')
})

test('counts are grouped, pixels are not', () => {
  expect(count(42310)).toBe('42,310')
  expect(pixels(1600)).toBe('1600')
})

test('seconds become minutes from ninety on', () => {
  expect(seconds(53)).toBe('53 s')
  expect(seconds(125)).toBe('2 min 05 s')
  expect(seconds(119.7)).toBe('2 min 00 s')
})

test('a count that the server gave up says so', () => {
  expect(upTo(null)).toBe('10,000+')
  expect(upTo(445)).toBe('445')
})

test('a figure beyond its threshold never looks equal to it', () => {
  expect(scoresApart(0.101, 0.1)).toEqual(['0.101', '0.100'])
  expect(scoresApart(0.15, 0.1)).toEqual(['0.15', '0.10'])
  expect(scoresApart(0.10004, 0.1)).toEqual(['0.100040', '0.100000'])
  expect(scoresApart(0.1, 0.1)).toEqual(['0.10', '0.10'])
  expect(sharesApart(0.6999, 0.7)).toEqual(['69.990%', '70.000%'])
})

test('a relative change has a sign unless it rounds to nothing', () => {
  expect(relativeChange(0.101)).toBe('+10.1%')
  expect(relativeChange(-0.0031)).toBe('−0.3%')
  expect(relativeChange(-0.0001)).toBe('0.0%')
})
