import { Link } from '@tanstack/react-router'

import { address } from '../api/client'
import { useOwnAnnotator } from '../api/session'
import { toReview } from '../app/links'
import { useProjectId } from '../app/project'

/** An image by its id: it leads to the review screen; for an annotator's own key, which may not open that, to the picture. */
export function ImageName({ image }: { image: string }) {
  const project = useProjectId()
  const own = useOwnAnnotator() !== null
  return own ? (
    <a
      className="line image-name"
      title={image}
      href={address('/v1/projects/{project_id}/pictures/{image_id}', { project_id: project, image_id: image })}
      target="_blank"
      rel="noreferrer"
    >
      <bdi>{image}</bdi>
    </a>
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
