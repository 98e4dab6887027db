import { useLayoutEffect, useRef, type ReactNode } from 'react'

import { Badges } from './badges'
import type { Digit } from './digits'
import { Drawing, Names } from './drawing'
import { around, grown, type Box } from './geometry'
import type { Lens } from './lens'
import type { Loaded } from './picture'
import type { Shape } from './shapes'

type Props = {
  picture: Loaded
  lens: Lens
  /** What lies between the image and the lines. */
  canvas: ReactNode
  lines: readonly Shape[]
  chosen: readonly Shape[]
  digits: readonly Digit[]
  names: boolean
  /** Draws a frame around the selected object, so that it is found on the whole image. */
  framed: boolean
}

/** More names than this would cover the image: then only the selected object has its names. */
const MOST_NAMES = 300

/** Image, canvas and lines. React draws them once; pan and zoom change two attributes by hand. */
export function Scene({ picture, lens, canvas, lines, chosen, digits, names, framed }: Props) {
  const photo = useRef<HTMLDivElement>(null)
  const moving = useRef<HTMLDivElement>(null)
  const scaled = useRef<SVGGElement>(null)
  useLayoutEffect(() => {
    let drawn = 0
    const place = () => {
      const { k, x, y } = lens.sight().view
      const moved = `translate(${String(Math.round(x))}px, ${String(Math.round(y))}px)`
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
            {names && <Names shapes={lines.length > 0 && lines.length <= MOST_NAMES ? lines : chosen} />}
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
