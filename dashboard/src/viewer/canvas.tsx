import { useLayoutEffect, useRef } from 'react'

import { seen, snapped } from './camera'
import { meets } from './geometry'
import type { Lens } from './lens'
import { draw, paletteOf } from './raster'
import type { Shape } from './shapes'

type Props = { shapes: readonly Shape[]; selected: ReadonlySet<string>; lens: Lens }

/** The canvas over the image and under the lines: drawn anew when the view moves. */
export function Canvas({ shapes, selected, lens }: Props) {
  const ref = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const canvas = ref.current
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    const palette = paletteOf(canvas)
    const redraw = () => {
      const { view, stage } = lens.sight()
      sized(canvas, stage.width * window.devicePixelRatio, stage.height * window.devicePixelRatio)
      const part = seen(view, stage)
      const visible = shapes.filter((shape) => meets(shape.hull, part))
      draw({ context, view: snapped(view), palette, selected }, visible)
    }
    redraw()
    return lens.subscribe(redraw)
  }, [shapes, selected, lens])
  return <canvas ref={ref} className="viewer-canvas" />
}

/** Setting a size clears a canvas and costs a frame, so it is set only when it is another. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [wide, high] = [Math.round(width), Math.round(height)]
  if (canvas.width !== wide) canvas.width = wide
  if (canvas.height !== high) canvas.height = high
}
