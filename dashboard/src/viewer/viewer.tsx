import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react'

import { words } from '../words'
import { toImage } from './camera'
import { Canvas } from './canvas'
import { digitsOf } from './digits'
import { shapesIn } from './drawing'
import type { Box, Point } from './geometry'
import { useGestures } from './gestures'
import { under } from './hit'
import { Lens, type Sight } from './lens'
import { Magnifier } from './magnifier'
import { usePicture, type Picture } from './picture'
import { Pins, type Mark } from './pins'
import { Scene } from './scene'
import { bySize, type Layer, type Shape } from './shapes'
import { Tools } from './tools'
import './viewer.css'

/** What the keys of a page do with the stage. */
export type ViewerHandle = {
  /** Shows the whole image. */
  fit: () => void
  /** Zooms about the middle of the stage. */
  zoomBy: (factor: number) => void
  /** Shows a box of the image with some room around it. */
  zoomTo: (box: Box) => void
  /** Whether the whole image is in sight. */
  isWhole: () => boolean
}

type Props = {
  image: Picture
  /** What is drawn, the last on top; what is switched off is left out. */
  layers: readonly Layer[]
  /** Keys of the shapes of the selected object. */
  selected?: ReadonlySet<string>
  /** What is shown at first, and whenever this or the image changes. */
  view?: Box | 'whole'
  /** Shows the image alone. */
  hidden?: boolean
  /** Writes class names beside the shapes. */
  names?: boolean
  marks?: readonly Mark[]
  /** Stands under the magnifier. */
  caption?: ReactNode
  /** A click on the image: the shapes under it, the smallest first; none beside all of them. */
  onPick?: (shapes: readonly Shape[]) => void
  onMark?: (key: string) => void
  /** What is in sight, told when the view comes to rest. */
  onView?: (sight: Sight) => void
  ref?: Ref<ViewerHandle>
}

/** Pixels of the screen around a line that still count as a click on it. */
const REACH = 5
/** Milliseconds without a move until a view is at rest. */
const REST = 150
const NONE: ReadonlySet<string> = new Set()
/** More shapes than this are drawn on the canvas. */
const MOST_ELEMENTS = 2000

/** An image with what everybody drew on it, to be zoomed and panned. */
export function Viewer(props: Props) {
  const { image, layers, selected = NONE, view = 'whole', hidden = false, names = false, marks, caption } = props
  const { onPick, onMark, onView, ref } = props
  const [lens] = useState(() => new Lens())
  const stage = useRef<HTMLDivElement>(null)
  const pins = useRef<HTMLDivElement>(null)
  const keys = useId()
  const picture = usePicture(image, layers)
  const { size } = picture
  const whole = useSyncExternalStore(lens.subscribe, () => lens.sight().whole)

  const all = useMemo(() => shapesIn(layers), [layers])
  const chosen = useMemo(() => all.filter((shape) => selected.has(shape.key)), [all, selected])
  const digits = useMemo(() => digitsOf(layers, selected), [layers, selected])
  const many = all.length > MOST_ELEMENTS
  const lines = useMemo(() => (many ? [] : all.filter((shape) => shape.geometry.kind !== 'mask')), [all, many])
  const painted = useMemo(() => bySize(many ? all : all.filter((shape) => shape.geometry.kind === 'mask')), [all, many])

  useSized(stage, lens)
  useShown(lens, image.name, size.width, size.height, view)
  useRest(lens, onView)
  useFollowing(pins, lens)
  const pick = useCallback(
    (at: Point) => {
      const { view: now } = lens.sight()
      onPick?.(under(all, toImage(now, at), REACH / now.k))
    },
    [lens, all, onPick],
  )
  useGestures(stage, lens, pick)
  useImperativeHandle(
    ref,
    () => ({
      fit: () => {
        lens.fit()
      },
      zoomBy: (factor) => {
        lens.zoomBy(factor)
      },
      zoomTo: (box) => {
        lens.zoomTo(box)
      },
      isWhole: () => lens.sight().whole,
    }),
    [lens],
  )

  return (
    <div className="viewer" data-hidden={hidden}>
      <div
        ref={stage}
        className="viewer-stage"
        role="img"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys move the image, so it takes the focus
        tabIndex={0}
        aria-label={words.viewer.stage(image.name, all.length)}
        aria-describedby={keys}
      >
        <Scene
          picture={picture}
          lens={lens}
          canvas={painted.length > 0 && <Canvas shapes={painted} selected={selected} lens={lens} />}
          lines={lines}
          chosen={chosen}
          digits={digits}
          names={names}
          framed={whole}
        />
      </div>
      <div ref={pins} className="viewer-pins">
        {marks && <Pins marks={marks} onMark={onMark} />}
      </div>
      {picture.missing !== null && <p className="viewer-missing">{words.viewer.missing(picture.missing)}</p>}
      <Tools lens={lens} />
      {whole && !hidden && (
        <Magnifier
          picture={picture.url === null ? null : { ...size, url: picture.url }}
          shapes={all}
          selected={chosen}
          digits={digits}
          caption={caption ?? classesOf(chosen)}
        />
      )}
      <p id={keys} className="hidden">
        {words.viewer.keys}
      </p>
      <p className="hidden" role="status">
        {chosen.length > 0 && words.viewer.selected(classesOf(chosen), drawersOf(layers, selected))}
      </p>
    </div>
  )
}

const classesOf = (shapes: readonly Shape[]): string => [...new Set(shapes.map((shape) => shape.className))].join(' / ')

const drawersOf = (layers: readonly Layer[], selected: ReadonlySet<string>): string[] =>
  layers.filter((layer) => layer.shapes.some((shape) => selected.has(shape.key))).map((layer) => layer.name)

/** Tells the lens how large the stage is. */
function useSized(stage: RefObject<HTMLElement | null>, lens: Lens): void {
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
function useShown(lens: Lens, name: string, width: number, height: number, view: Box | 'whole'): void {
  const wanted = JSON.stringify(view) // a box that was made anew is the same view
  useLayoutEffect(() => {
    lens.show({ width, height }, JSON.parse(wanted) as Box | 'whole')
  }, [lens, name, width, height, wanted])
}

/** Tells the page what is in sight when the view comes to rest. */
function useRest(lens: Lens, onView: ((sight: Sight) => void) | undefined): void {
  useEffect(() => {
    if (!onView) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const left = lens.subscribe(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        onView(lens.sight())
      }, REST)
    })
    return () => {
      left()
      clearTimeout(timer)
    }
  }, [lens, onView])
}

/** Moves an element with the image; `--k` is the zoom and `--steady` what takes it back. */
function useFollowing(ref: RefObject<HTMLElement | null>, lens: Lens): void {
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
