/** Colours of data, the same in both themes; what belongs to the page itself comes from style/tokens.css. */

import { scaleLinear } from 'd3-scale'

export const BLUE = '#3b6fd1'
export const ORANGE = '#d9762b'
/** Around what is to be seen at once. */
export const OUTLINE = '#a8500f'

const stops = (bar: number) => [bar - 0.15, bar - 0.001, bar, bar + 0.08, bar + 0.15, bar + 0.22]
/** Below the bar, at it, above it: orange, near-white, blue. It reads the same for every kind of colour vision. */
export const RAMP = [ORANGE, '#f2c79c', '#eef1f6', '#c3d3f2', '#6a93df', '#2450ad'] as const

/** The colour of an agreement beside its bar. */
export const agreementColour = (bar: number): ((value: number) => string) =>
  scaleLinear<string>(stops(bar), RAMP).clamp(true)

/** The colour of the share of a class that was drawn right. */
export const rightColour: (share: number) => string = scaleLinear<string>(
  [0, 0.85, 1],
  ['#e4ecfb', BLUE, '#2c5bb8'],
).clamp(true)

/** The colour of a share that was drawn wrong, or not at all. */
export const wrongColour: (share: number) => string = scaleLinear<string>(
  [0, 0.05, 0.2],
  ['#fbefe4', '#f2c79c', ORANGE],
).clamp(true)

/** Kinds of errors, in the order in which they are stacked: blue what was drawn wrongly, orange what is not right at all. */
export const ERROR_COLOURS: Readonly<Record<string, string>> = {
  class: '#2450ad',
  both: '#5580d6',
  localisation: '#a4bdec',
  duplicate: '#98a2b0',
  spurious: '#f2c79c',
  missed: ORANGE,
}

/** Red, green and blue of "#d9762b" or "rgb(217, 118, 43)", 0 to 255. */
function channels(colour: string): number[] {
  if (!colour.startsWith('#')) return (colour.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  return [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16))
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((c) => {
    const v = c / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours by WCAG 2: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Black or white, whichever can be read on this colour. */
export const inkOn = (colour: string): string =>
  contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000'
