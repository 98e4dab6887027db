"""Frames of videos: images that name a video and their place in it."""

from sqlalchemy import Connection, func, select

from labelqa.store.schema import image, image_fact


def videos(connection: Connection, project: int, *, only: str | None = None) -> list[tuple[str, int]]:
    """(video, frames that two or more persons drew on) by name, of videos that have such frames."""
    query = (
        select(image.c.video, func.count())
        .join(image_fact, image_fact.c.image == image.c.id)
        .where(
            image.c.project == project,
            image.c.video.is_not(None),
            image_fact.c.project == project,
            image_fact.c.n_boxes >= 2,
        )
        .group_by(image.c.video)
        .order_by(image.c.video)
    )
    if only is not None:
        query = query.where(image.c.video == only)
    return [(row[0], row[1]) for row in connection.execute(query)]


def frames(connection: Connection, project: int, video: str) -> list[int]:
    """Numbers of a video's images in the order of its frames, those of one frame by id."""
    query = select(image.c.id).where(image.c.project == project, image.c.video == video)
    return list(connection.execute(query.order_by(image.c.frame, image.c.name)).scalars())
