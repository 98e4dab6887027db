/** Hands on the stage: wheel zooms at the pointer, drag pans, two fingers pinch, double click fits, arrows pan. */

import { useEffect, type RefObject } from 'react'

import type { Point } from './geometry'
import type { Lens } from './lens'

/** Pixels a pointer may move between down and up to be a click. */
const STILL = 4
const WHEEL = 0.0015
/** A trackpad sends a pinch as a wheel with Ctrl, in small steps. */
const PINCH = 0.01
/** Pixels of a line, where a wheel counts in lines. */
const LINE = 16
const STEP = 64

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
}

/** Leads gestures on the stage to the lens; `onClick` is told the point of the stage. */
export function useGestures(stage: RefObject<HTMLElement | null>, lens: Lens, onClick: (at: Point) => void): void {
  useEffect(() => {
    const element = stage.current
    if (!element) return
    const down = new Map<number, Point>()
    let travelled = 0
    const place = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect()
      return [event.clientX - box.left, event.clientY - box.top]
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1)
      lens.zoomBy(Math.exp(-delta * (event.ctrlKey ? PINCH : WHEEL)), place(event))
    }
    const press = (event: PointerEvent) => {
      if (event.button !== 0) return
      if (down.size === 0) travelled = 0
      down.set(event.pointerId, place(event))
      element.setPointerCapture(event.pointerId)
    }
    const drag = (event: PointerEvent) => {
      const before = down.get(event.pointerId)
      if (!before) return
      const now = place(event)
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
      travelled += Math.hypot(now[0] - before[0], now[1] - before[1])
      if (other) pinch(before, now, other)
      else if (travelled > STILL) lens.panBy(now[0] - before[0], now[1] - before[1])
      down.set(event.pointerId, now)
    }
    const pinch = (before: Point, now: Point, other: Point) => {
      const apart = (point: Point) => Math.max(1, Math.hypot(point[0] - other[0], point[1] - other[1]))
      lens.panBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2)
      lens.zoomBy(apart(now) / apart(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2])
    }
    const lift = (event: PointerEvent) => {
      if (!down.delete(event.pointerId)) return
      if (event.type === 'pointerup' && down.size === 0 && travelled <= STILL) onClick(place(event))
    }
    const fit = () => {
      lens.fit()
    }
    const key = (event: KeyboardEvent) => {
      const by = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? undefined : ARROWS[event.key]
      if (!by) return
      event.preventDefault()
      event.stopPropagation() // the page's own arrows lead to the next image
      lens.panBy(...by)
    }
    const ends = new AbortController()
    const { signal } = ends
    element.addEventListener('wheel', wheel, { passive: false, signal })
    element.addEventListener('pointerdown', press, { signal })
    element.addEventListener('pointermove', drag, { signal })
    element.addEventListener('pointerup', lift, { signal })
    element.addEventListener('pointercancel', lift, { signal })
    element.addEventListener('dblclick', fit, { signal })
    element.addEventListener('keydown', key, { signal })
    return () => {
      ends.abort()
    }
  }, [stage, lens, onClick])
}
