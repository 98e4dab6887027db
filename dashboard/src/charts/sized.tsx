import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'

import './charts.css'

type Props = {
  /** The narrowest the picture may be; below that it scrolls within itself, so that its text keeps its size. */
  least: number
  /** The widest it is drawn. */
  most?: number
  /** Names the part that scrolls. */
  label: string
  children: (width: number) => ReactNode
}

/** Draws a picture at the width there is, pixel for pixel. */
export function Sized({ least, most = 2000, label, children }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    setRoom(element.clientWidth)
    const watch = new ResizeObserver(() => {
      setRoom(element.clientWidth)
    })
    watch.observe(element)
    return () => {
      watch.disconnect()
    }
  }, [])
  const scrolls = room > 0 && room < least
  const region = scrolls ? { 'role': 'region', 'aria-label': label, 'tabIndex': 0 } : {}
  return (
    <div ref={frame} className="sized" {...region}>
      {room > 0 && children(Math.min(most, Math.max(least, room)))}
    </div>
  )
}
