import { useLayoutEffect, useRef, type ReactNode } from 'react'

import { Badges } from './badges'
import { snapped } from './camera'
import type { Digit } from './digits'
import { Drawing } from './drawing'
import { around, grown, type Box } from './geometry'
import type { Lens } from './lens'
import type { Loaded } from './picture'
import { Names } from './names'
import type { Shape } from './shapes'

type Props = {
  picture: Loaded
  lens: Lens
  /** What lies between the image and the lines. */
  canvas: ReactNode
  lines: readonly Shape[]
  /** What class names may stand beside. */
  named: readonly Shape[]
  chosen: readonly Shape[]
  digits: readonly Digit[]
  /** Draws a frame around the selected object, so that it is found on the whole image. */
  framed: boolean
}

/** Image, canvas and lines. React draws them once; pan and zoom change two attributes by hand. */
export function Scene({ picture, lens, canvas, lines, named, chosen, digits, framed }: Props) {
  const photo = useRef<HTMLDivElement>(null)
  const moving = useRef<HTMLDivElement>(null)
  const scaled = useRef<SVGGElement>(null)
  useLayoutEffect(() => {
    let drawn = 0
    const place = () => {
      const { k, x, y } = snapped(lens.sight().view)
      const moved = `translate(${String(x)}px, ${String(y)}px)`
      if (photo.current) photo.current.style.transform = `${moved} scale(${String(k)})`
      if (moving.current) moving.current.style.transform = moved
      if (k === drawn) return
      drawn = k
      photo.current?.setAttribute('data-close', String(k >= 4))
      moving.current?.style.setProperty('--steady', String(1 / k))
      scaled.current?.setAttribute('transform', `scale(${String(k)})`)
    }
    place()
    return lens.subscribe(place)
  }, [lens])
  const { size, url } = picture
  const frame = around(chosen.map((shape) => shape.hull))
  return (
    <>
      <div ref={photo} className="viewer-photo" style={{ width: size.width, height: size.height }}>
        {url !== null && (
          <img
            key={url}
            src={url}
            alt=""
            draggable={false}
            decoding="async"
            onError={picture.onError}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
              picture.onLoad({ width: naturalWidth, height: naturalHeight })
            }}
          />
        )}
      </div>
      {canvas}
      <div ref={moving} className="viewer-moving">
        <svg width={1} height={1} aria-hidden="true">
          <g ref={scaled}>
            <g className={chosen.length > 0 ? 'others' : undefined}>
              <Drawing shapes={lines} />
            </g>
            {framed && frame && <Frame box={frame} of={size.width} />}
            <g className="selected">
              <Drawing shapes={chosen} />
            </g>
            <Names shapes={named} badged={digits} />
            <Badges digits={digits} />
          </g>
        </svg>
      </div>
    </>
  )
}

/** A dashed frame around an object, with some room. */
function Frame({ box, of }: { box: Box; of: number }) {
  const [x, y, width, height] = grown(box, of / 80)
  return <rect x={x} y={y} width={width} height={height} rx={of / 200} className="frame-drawn" />
}
