import { plural } from '../plural'

const few = (is: boolean): string => (is ? ', too few to judge' : '')
const weeks = (n: number): string => plural(n, { one: '# week', other: '# weeks' })

/** Words of the charts: heads of their tables, what they find, and what their marks say. */
export const charts = {
  annotator: 'Annotator',
  other: 'With',
  week: 'Week of',
  low: '95% from',
  high: '95% to',
  n: 'n',
  share: 'Share',
  shared: 'Shared images',
  state: 'State',
  team: 'team',
  search: 'Find a name',
  worst: (shown: number, of: number) => `${shown} of ${of}, the worst and those you look for`,
  marker: (day: string, text: string) => `${day}: ${text}`,
  markerKind: {
    guideline: 'guideline',
    taxonomy: 'classes',
    tool: 'tool',
    model: 'model',
    team: 'team',
    other: 'change',
    drift: 'agreement fell',
  } as Readonly<Record<string, string>>,
  control: {
    finding: (what: string, last: string, out: number, n: number) =>
      `${what} over time: last ${last}; ${out} of ${weeks(n)} out of control`,
    point: (day: string, what: string, value: string, interval: string, n: string, state: string) =>
      `Week of ${day}: ${what} ${value} (95% ${interval}), n ${n}, ${state}`,
    state: (judged: boolean, out: boolean) =>
      judged ? (out ? 'out of control' : 'in the normal range') : 'too few to judge',
    upper: 'upper limit',
    lower: 'lower limit',
    centre: (value: string) => `mean ${value}`,
    bar: (value: string) => `healthy > ${value}`,
    range: (n: number) => `normal range, 3 σ of the first ${weeks(n)}`,
    noLimits: 'too few weeks yet for a normal range',
    out: 'out of control',
  },
  matrix: {
    finding: (what: string, one: string, other: string, value: string) =>
      `${what} of each pair; lowest: ${one} and ${other} with ${value}`,
    nothing: (what: string) => `${what} of each pair`,
    pair: (one: string, other: string, what: string, value: string, n: string, isFew: boolean) =>
      `${one} and ${other}: ${what} ${value}, n ${n}${few(isFew)}`,
    none: (one: string, other: string) => `${one} and ${other} share no image`,
    scale: (low: string, bar: string, high: string) => `${low} · ${bar} · ${high}`,
    hatched: (n: number) => `hatched: n under ${n}`,
  },
  confusion: {
    truth: 'True class',
    drawn: 'Drawn as',
    objects: 'Objects',
    drawnAs: 'drawn as →',
    missed: 'missed',
    others: 'others',
    finding: (truth: string, drawn: string, share: string, missed: boolean) =>
      missed
        ? `Most often wrong: ${share} of ${truth} are missed`
        : `Most often wrong: ${share} of ${truth} are drawn as ${drawn}`,
    nothing: 'Drawn class beside true class',
    cell: (truth: string, drawn: string, share: string, n: string, kind: string, isFew: boolean) =>
      `${truth} ${kind === 'missed' ? 'missed' : `drawn as ${drawn}`}: ${share}, n ${n}${few(isFew)}`,
    legend: (n: number, share: string) => `hatched: under ${n} objects · outlined: ${share} or more`,
  },
  classes: {
    name: 'Class',
    beside: 'Beside the largest',
    ratio: (times: string) => `1 : ${times}`,
    none: 'none',
    bar: (name: string, n: string, what: string, ratio: string) => `${name}: ${n} ${what}${ratio && `, ${ratio}`}`,
    finding: (what: string, n: number, rare: number, limit: string) =>
      `${what} per class; ${rare} of ${plural(n, { one: '# class', other: '# classes' })} rarer than 1 : ${limit}`,
    first: (n: number) => `The ${n} largest.`,
    all: (n: number) => `All ${n} classes`,
  },
  bias: {
    none: 'no bias',
    offset: (share: string, name: 'dx' | 'dy' | 'dw' | 'dh', more: boolean) =>
      `${share} ${{ dw: ['wider', 'narrower'], dh: ['taller', 'shorter'], dx: ['to the right', 'to the left'], dy: ['down', 'up'] }[name][more ? 0 : 1]}`,
    name: { dw: 'Width', dh: 'Height', dx: 'To the right', dy: 'Down' },
    objects: 'Objects',
    finding: (n: number, off: number) =>
      `Boxes beside the true ones: ${off} of ${plural(n, { one: '# annotator', other: '# annotators' })} with a systematic offset`,
    glyph: (name: string, said: string) => `${name}: ${said}`,
    legend: (times: number) => `dashed: true box · offsets drawn × ${times} · orange: systematic`,
  },
  interval: (value: string, bounds: string, bar: string, below: boolean, isFew: boolean) =>
    `${value}, 95% interval ${bounds}${isFew ? few(true) : below ? `, below ${bar}` : ''}`,
  histogram: {
    from: 'From',
    to: 'To',
    images: 'Images',
    finding: (what: string, below: string, bar: string, n: string) => `${what}: ${below} of n ${n} below ${bar}`,
    bin: (low: string, high: string, n: string) => `${low} to ${high}: ${n} images`,
    below: (share: string, bar: string) => `${share} below ${bar}`,
  },
  learning: {
    own: 'this annotator, 95% interval',
    finding: (what: string, n: number, first: string, last: string) =>
      n === 0 ? `${what}: nothing measured yet` : `${what} over ${weeks(n)}: from ${first} to ${last}`,
    point: (day: string, what: string, value: string, interval: string, n: string, team: string) =>
      `Week of ${day}: ${what} ${value} (95% ${interval}), n ${n}; team ${team}`,
  },
  time: {
    seconds: 'Median time for an image',
    finding: (what: string, n: number) =>
      `Time for an image beside ${what}, ${plural(n, { one: '# annotator', other: '# annotators' })}`,
    dot: (name: string, time: string, what: string, value: string, interval: string, n: string, isFew: boolean) =>
      `${name}: ${time} an image, ${what} ${value} (95% ${interval}), n ${n}${few(isFew)}`,
  },
  stacked: {
    finding: (what: string, name: string, n: string) => `${what}; most: ${name} with ${n}`,
    nothing: (what: string) => `${what}: none`,
    part: (name: string, kind: string, n: string) => `${name}: ${n} ${kind}`,
  },
}
