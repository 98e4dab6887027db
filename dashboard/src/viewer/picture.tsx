import { useState } from 'react'

import type { Schema } from '../api/client'
import { words } from '../words'
import type { Size } from './camera'
import { pictureAddress } from './address'
import { around } from './geometry'
import type { Layer } from './shapes'

/** The image to show. Null stands for what the server does not know. */
export type Picture = {
  readonly name: string
  readonly url: string | null
  readonly width: number | null
  readonly height: number | null
  /** Why there is no `url`, in words. */
  readonly reason?: string | undefined
}

/** The picture of an image as the API tells of it. `picture` false: there is none, and it is not asked for. */
export const pictureOf = (
  project: string,
  image: Pick<Schema<'ImageAnswer'>, 'image_id' | 'width' | 'height' | 'picture'>,
): Picture => ({
  name: image.image_id,
  url: image.picture === false ? null : pictureAddress(project, image.image_id),
  width: image.width,
  height: image.height,
})

export type Loaded = {
  /** The size in whose pixels the shapes are given. */
  readonly size: Size
  /** The address, unless it led to nothing. */
  readonly url: string | null
  /** Why there is no picture; null where there is one. */
  readonly missing: string | null
  readonly onLoad: (natural: Size) => void
  readonly onError: () => void
}

/** A stage without a picture, an image size or a shape. */
const NOTHING: Size = { width: 960, height: 600 }

/** What became of a picture: its size, as far as anybody knows it, and whether it is there. */
export function usePicture({ url, width, height, reason }: Picture, layers: readonly Layer[]): Loaded {
  const [failed, setFailed] = useState<{ url: string; why: string } | null>(null)
  const [natural, setNatural] = useState<{ url: string; size: Size } | null>(null)
  const known = width !== null && height !== null ? { width, height } : null
  const shown = natural !== null && natural.url === url ? natural.size : null
  const lost = failed !== null && failed.url === url
  return {
    size: known ?? shown ?? sizeOfShapes(layers),
    url: lost ? null : url,
    missing: url === null ? (reason ?? words.viewer.unknown) : lost ? failed.why : null,
    onLoad: (size) => {
      if (url !== null) setNatural({ url, size })
    },
    onError: () => {
      if (url === null) return
      setFailed({ url, why: words.viewer.failed })
    },
  }
}

/** From the corner of the image to the last pixel of any shape, and a little more. */
function sizeOfShapes(layers: readonly Layer[]): Size {
  const hull = around(layers.flatMap((layer) => layer.shapes.map((shape) => shape.hull)))
  if (!hull) return NOTHING
  const room = (end: number) => Math.max(1, Math.ceil(end * 1.04))
  return { width: room(hull[0] + hull[2]), height: room(hull[1] + hull[3]) }
}
