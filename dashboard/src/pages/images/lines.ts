import { useElementScrollRestoration } from '@tanstack/react-router'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

const ID = 'images'

/** The room there is in an element, in pixels. */
export function useRoom() {
  const ref = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const measure = () => {
      setRoom(element.clientWidth)
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    return () => {
      watch.disconnect()
    }
  }, [])
  return { ref, room }
}

type Wanted = {
  lines: number
  height: number
  scroller: { current: HTMLDivElement | null }
  kept: () => number
  overscan: number
}

/** The lines to draw of a long list; the one with the focus is among them wherever the list is scrolled to. */
export function useLines({ lines, height, scroller, kept, overscan }: Wanted) {
  const before = useElementScrollRestoration({ id: ID })
  const virtual = useVirtualizer({
    count: lines,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    overscan,
    initialOffset: before?.scrollY ?? 0,
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range)
      const line = kept()
      return drawn.includes(line) || line >= lines ? drawn : [...drawn, line].sort((a, b) => a - b)
    },
  })
  useEffect(() => {
    virtual.measure()
  }, [virtual, height])
  return virtual
}

/** For the element that scrolls: by this the router knows it again when somebody comes back. */
export const SCROLLER = { 'data-scroll-restoration-id': ID } as const
