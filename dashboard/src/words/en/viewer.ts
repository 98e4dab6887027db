import { quality } from './quality'

const list = (names: readonly string[]): string => names.join(', ')

export const viewer = {
  stage: (name: string, objects: number) => `${name}, ${quality.objects(objects)} drawn on it`,
  keys: 'Arrow keys move the image. Plus and minus zoom, F shows all of it.',
  selected: (classes: string, drawers: readonly string[]) => `Selected: ${classes}, drawn by ${list(drawers)}`,
  tools: 'Zoom',
  zoom: 'Pixels of the screen for one of the image',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomInKey: 'Zoom in (+)',
  zoomOutKey: 'Zoom out (−)',
  minus: '−',
  plus: '+',
  fit: 'Fit',
  fitLetter: 'F',
  fitKey: 'Show the whole image (F)',
  missing: (reason: string) => `No picture here: ${reason}`,
  unknown: 'the server does not have its file',
  failed: 'the server has none that it can show',
  more: (n: string) => `+${n}`,
}
