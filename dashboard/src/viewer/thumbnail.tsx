import { useState } from 'react'

import { count } from '../format/numbers'
import { IconPhoto } from '../parts/icons'
import { words } from '../words'
import { isAbsent, pictureAddress, rememberAbsent, type Shown } from './address'
import type { Size } from './camera'
import { Drawing } from './drawing'
import { bySize, type Shape } from './shapes'
import './thumbnail.css'

/** Shapes drawn on a small picture; how many more there are is written beside. */
const MOST = 60
/** Pixels across that are asked for: enough for a card on a dense screen. */
const WIDTH = 400

type Props = {
  project: string
  image: { readonly image_id: string } & Shown
  /** Of the image, in whose pixels the shapes are given. Without it no shape is drawn. */
  size?: Size | null
  shapes?: readonly Shape[]
}

/** A small picture in a box that has its size before the picture comes. It tells nothing that words beside do not. */
export function Thumbnail({ project, image, size = null, shapes = [] }: Props) {
  const url = pictureAddress(project, image.image_id, WIDTH)
  return (
    <span className="thumbnail">
      <Photo key={url} url={url} there={image.picture !== false && !isAbsent(url)} />
      {size && shapes.length > 0 && <Overlay size={size} shapes={shapes} />}
    </span>
  )
}

/** The picture, or a quiet sign where there is none. */
function Photo({ url, there }: { url: string; there: boolean }) {
  const [shown, setShown] = useState(there)
  if (!shown) return <IconPhoto className="thumbnail-none" size={18} aria-hidden="true" />
  return (
    <img
      src={url}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => {
        rememberAbsent(url)
        setShown(false)
      }}
    />
  )
}

/** The largest shapes over the picture, and how many more there are. */
function Overlay({ size, shapes }: { size: Size; shapes: readonly Shape[] }) {
  const more = shapes.length - MOST
  return (
    <>
      <svg viewBox={`0 0 ${String(size.width)} ${String(size.height)}`} aria-hidden="true">
        <Drawing shapes={bySize(shapes).slice(0, MOST)} />
      </svg>
      {more > 0 && <span className="thumbnail-more num">{words.viewer.more(count(more))}</span>}
    </>
  )
}
