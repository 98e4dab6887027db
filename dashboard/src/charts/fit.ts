/** Pixels that a letter of a chart's text takes, about, at 11.5 px. */
const LETTER = 6.1

/** Width of a text in a chart, about. */
export const widthOf = (text: string): number => [...text].length * LETTER

/** As much of a name as fits into so many pixels, with an ellipsis where it was cut. */
export function fit(text: string, width: number): string {
  const letters = [...text.slice(0, 400)]
  const room = Math.max(1, Math.floor(width / LETTER))
  return letters.length <= room ? text : `${letters.slice(0, Math.max(1, room - 1)).join('')}…`
}

/** The end of a name that does not fit: what tells apart names that begin alike. */
function tail(text: string, width: number): string {
  const room = Math.max(1, Math.floor(width / LETTER) - 1)
  return `…${[...text.slice(-400)].slice(-room).join('')}`
}

/** The first word of a name where the whole does not fit. */
const short = (text: string, width: number): string =>
  widthOf(text) <= width ? text : fit(text.slice(0, 400).split(/\s/)[0] || text, width)

/** Names as heads of columns or rows of this width; those that would look alike show how they end. */
export function heads(names: readonly string[], width: number): string[] {
  const cut = names.map((name) => short(name, width))
  const alike = (text: string) => cut.indexOf(text) !== cut.lastIndexOf(text)
  return names.map((name, k) => {
    const text = cut[k] ?? ''
    return alike(text) && widthOf(name) > width ? tail(name, width) : text
  })
}
