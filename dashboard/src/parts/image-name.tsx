import { Link } from '@tanstack/react-router'

import { useOwnAnnotator } from '../api/session'
import { toReview } from '../app/links'
import { useProjectId } from '../app/project'

/** An image by its id, which leads to the review screen; for an annotator's own key, which may not open it, the id alone. */
export function ImageName({ image }: { image: string }) {
  const project = useProjectId()
  const own = useOwnAnnotator() !== null
  return own ? (
    <span className="line image-name" title={image}>
      <bdi>{image}</bdi>
    </span>
  ) : (
    <Link className="line image-name" title={image} {...toReview(project, image)}>
      <bdi>{image}</bdi>
    </Link>
  )
}

/** Images that show something. */
export const Examples = ({ images }: { images: readonly string[] }) => (
  <span className="examples">
    {images.map((image) => (
      <ImageName key={image} image={image} />
    ))}
  </span>
)
