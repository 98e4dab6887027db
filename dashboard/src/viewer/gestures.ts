/** Hands on the stage: wheel zooms at the pointer, drag pans, two fingers pinch, double click fits, arrows pan. */

import { useEffect, useEffectEvent, type RefObject } from 'react'

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
  const click = useEffectEvent(onClick) // a page that is drawn anew does not end a drag
  useEffect(() => {
    if (!stage.current) return
    const ends = new AbortController()
    const hands = new Hands(stage.current, lens, (at) => {
      click(at)
    })
    hands.listen(ends.signal)
    return () => {
      ends.abort()
    }
  }, [stage, lens])
}

/** The pointers that are down on a stage, and what their moves mean. */
class Hands {
  private readonly down = new Map<number, Point>()
  /** How far they have moved since the first of them came down. */
  private travelled = 0

  constructor(
    private readonly stage: HTMLElement,
    private readonly lens: Lens,
    private readonly onClick: (at: Point) => void,
  ) {}

  listen(signal: AbortSignal): void {
    const { stage, lens } = this
    stage.addEventListener('wheel', this.wheel, { passive: false, signal })
    stage.addEventListener('pointerdown', this.press, { signal })
    stage.addEventListener('pointermove', this.drag, { signal })
    stage.addEventListener('pointerup', this.lift, { signal })
    stage.addEventListener('pointercancel', this.lift, { signal })
    stage.addEventListener('keydown', this.key, { signal })
    const fit = () => {
      lens.fit()
    }
    stage.addEventListener('dblclick', fit, { signal })
  }

  private place(event: MouseEvent): Point {
    const box = this.stage.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  private readonly wheel = (event: WheelEvent) => {
    event.preventDefault()
    const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1)
    this.lens.zoomBy(Math.exp(-delta * (event.ctrlKey ? PINCH : WHEEL)), this.place(event))
  }

  private readonly press = (event: PointerEvent) => {
    if (event.button !== 0) return
    if (this.down.size === 0) this.travelled = 0
    this.down.set(event.pointerId, this.place(event))
    this.stage.setPointerCapture(event.pointerId)
  }

  private readonly drag = (event: PointerEvent) => {
    const before = this.down.get(event.pointerId)
    if (!before) return
    const now = this.place(event)
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]]
    const other = [...this.down].find(([id]) => id !== event.pointerId)?.[1]
    this.travelled += Math.hypot(dx, dy)
    this.down.set(event.pointerId, now)
    if (other) this.pinch(before, now, other)
    else if (this.travelled > STILL) this.lens.panBy(dx, dy)
  }

  /** Two fingers: what lies in the middle between them moves and grows with them. */
  private pinch(before: Point, now: Point, other: Point): void {
    const apart = (point: Point) => Math.max(1, Math.hypot(point[0] - other[0], point[1] - other[1]))
    this.lens.panBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2)
    this.lens.zoomBy(apart(now) / apart(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2])
  }

  private readonly lift = (event: PointerEvent) => {
    if (!this.down.delete(event.pointerId)) return
    if (event.type === 'pointerup' && this.down.size === 0 && this.travelled <= STILL) this.onClick(this.place(event))
  }

  private readonly key = (event: KeyboardEvent) => {
    const by = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? undefined : ARROWS[event.key]
    if (!by) return
    event.preventDefault()
    event.stopPropagation() // the page's own arrows lead to the next image
    this.lens.panBy(...by)
  }
}
