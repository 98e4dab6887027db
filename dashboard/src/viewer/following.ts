/** What binds a stage and its lens: size, what is shown, and who is told. */

import { useEffect, useEffectEvent, useLayoutEffect, type RefObject } from 'react'

import type { Box } from './geometry'
import type { Lens, Sight } from './lens'

/** Milliseconds without a move until a view is at rest. */
const REST = 150

/** Tells the lens how large the stage is. */
export function useSized(stage: RefObject<HTMLElement | null>, lens: Lens): void {
  useLayoutEffect(() => {
    const element = stage.current
    if (!element) return
    const measure = () => {
      lens.resize({ width: element.clientWidth, height: element.clientHeight })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      observer.disconnect()
      lens.stop()
    }
  }, [stage, lens])
}

/** Shows another image, or another part of it. */
export function useShown(lens: Lens, name: string, width: number, height: number, view: Box | 'whole'): void {
  const wanted = JSON.stringify(view) // a box that was made anew is the same view
  useLayoutEffect(() => {
    lens.show({ width, height }, JSON.parse(wanted) as Box | 'whole')
  }, [lens, name, width, height, wanted])
}

/** Tells the page what is in sight when the view comes to rest. */
export function useRest(lens: Lens, onView: ((sight: Sight) => void) | undefined): void {
  const tell = useEffectEvent(() => onView?.(lens.sight()))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const left = lens.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        tell()
      }, REST)
    })
    return () => {
      left()
      clearTimeout(timer)
    }
  }, [lens])
}

/** Moves an element with the image; `--k` is the zoom and `--steady` what takes it back. */
export function useFollowing(ref: RefObject<HTMLElement | null>, lens: Lens): void {
  useLayoutEffect(() => {
    const follow = () => {
      const { view } = lens.sight()
      ref.current?.style.setProperty('transform', `translate(${String(view.x)}px, ${String(view.y)}px)`)
      ref.current?.style.setProperty('--k', String(view.k))
    }
    follow()
    return lens.subscribe(follow)
  }, [ref, lens])
}
