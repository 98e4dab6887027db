import {
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type Ref,
} from 'react'

import { words } from '../words'
import { toImage } from './camera'
import { Canvas } from './canvas'
import { digitsOf } from './digits'
import { shapesIn } from './drawing'
import type { Box } from './geometry'
import { useFollowing, useRest, useShown, useSized } from './following'
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
/** More shapes than this are drawn on the canvas: at 300 that halves the cost of a zoom, at 2,000 it is a seventh. */
const MOST_ELEMENTS = 150
/** More names than this would cover the image: then the selected object alone has its own. */
const MOST_NAMES = 300
const NONE: ReadonlySet<string> = new Set()
const NOBODY: readonly Shape[] = []

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
  const masks = useMemo(() => bySize(all.filter((shape) => shape.geometry.kind === 'mask')), [all])
  const others = useMemo(() => all.filter((shape) => shape.geometry.kind !== 'mask'), [all])
  const painted = useMemo(() => (many ? [...masks, ...others] : masks), [masks, others, many])
  const named = names ? (all.length > MOST_NAMES ? chosen : all) : NOBODY

  useSized(stage, lens)
  useShown(lens, image.name, size.width, size.height, view)
  useRest(lens, onView)
  useFollowing(pins, lens)
  useGestures(stage, lens, (at) => {
    const { view: now } = lens.sight()
    onPick?.(under(all, toImage(now, at), REACH / now.k))
  })
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
          lines={many ? NOBODY : others}
          chosen={chosen}
          digits={digits}
          named={named}
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
          url={picture.url}
          size={size}
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
