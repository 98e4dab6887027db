import { memo } from 'react'

import { COLOURS } from '../parts/swatch'
import { dots, outline } from './outline'
import type { Layer, Shape } from './shapes'
import './drawing.css'

/** The class of the line of a layer: a colour of the palette, grey, or the stroke of who is no person. */
export const lineOf = (layer: Shape['layer']): string =>
  typeof layer === 'number' ? `st-${String(layer % COLOURS)}` : `st-${layer ?? 'grey'}`

/** One shape: a dark casing, and the line on it. */
function Drawn({ shape }: { shape: Shape }) {
  const { geometry } = shape
  if (geometry.kind === 'keypoints') return <Dots shape={shape} points={geometry.points} />
  const d = outline(shape)
  return (
    <>
      <path d={d} className="casing" />
      <path d={d} className={`line-drawn ${lineOf(shape.layer)}`} />
    </>
  )
}

type Points = Extract<Shape['geometry'], { kind: 'keypoints' }>['points']

/** Keypoints in the thin line of their box: filled where they are seen, hollow where they are hidden. */
function Dots({ shape, points }: { shape: Shape; points: Points }) {
  const line = lineOf(shape.layer)
  const all = dots(points)
  return (
    <>
      <path d={outline(shape)} className={`line-drawn thin ${line}`} />
      <path d={all} className="dot casing" />
      <path d={all} className={`dot ${line}`} />
      <path d={dots(points.filter((point) => point.hidden))} className="dot hollow" />
    </>
  )
}

/** Shapes in the order they are given; they know nothing of pan and zoom. */
export const Drawing = memo(function Drawing({ shapes }: { shapes: readonly Shape[] }) {
  return shapes.map((shape) => <Drawn key={shape.key} shape={shape} />)
})

/** All shapes of all layers, in their order. */
export const shapesIn = (layers: readonly Layer[]): Shape[] => layers.flatMap((layer) => layer.shapes)
