"""What an annotator has to do with an image."""

from sqlalchemy import Connection, exists, select

from labelqa.store.schema import annotation, annotator, assignment


def concerns(connection: Connection, project: int, image: int, annotator_id: str) -> bool:
    """True when the annotator has answered the image, or it is given to them, to label or to review."""
    who = select(annotator.c.id).where(annotator.c.project == project, annotator.c.name == annotator_id)
    answered = exists().where(
        annotation.c.project == project, annotation.c.image == image, annotation.c.annotator.in_(who)
    )
    given = exists().where(
        assignment.c.project == project, assignment.c.image == image, assignment.c.assignee == annotator_id
    )
    return bool(connection.execute(select(answered | given)).scalar())
