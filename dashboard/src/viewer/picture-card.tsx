import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Shown } from './address'
import type { Size } from './camera'
import type { Shape } from './shapes'
import { Thumbnail } from './thumbnail'

type Props = {
  project: string
  image: { readonly image_id: string } & Shown
  link: LinkProps
  size?: Size | null
  shapes?: readonly Shape[]
  /** `row`: the words stand beside a small picture, else below a larger one. */
  form?: 'card' | 'row'
  /** The one that the page shows. */
  current?: boolean
  /** What stands with the picture; the link is named by it, so it holds the id of the image or its score in words. */
  children: ReactNode
}

/** A picture that leads to its image, with words. */
export const PictureCard = ({ project, image, link, size = null, shapes, form = 'card', current, children }: Props) => (
  <Link
    {...link}
    className={form === 'row' ? 'picture-card row' : 'picture-card'}
    aria-current={current === true ? 'true' : undefined}
  >
    <Thumbnail project={project} image={image} size={size} {...(shapes ? { shapes } : {})} />
    <div>{children}</div>
  </Link>
)
