"""What may be written of comments: one model per body."""

from labelqa.web import fields
from labelqa.web.bodies import Body


class NewComment(Body):
    """What is said of an image, or of `annotator_id`'s answer on it; `box`: where on the image.

    `escalates`: the image waits for somebody who decides, and shows it, until the comment is resolved.
    """

    image_id: fields.Text
    text: fields.Remark
    annotator_id: fields.Text | None = None
    box: fields.Place | None = None
    author_id: fields.Text | None = None
    escalates: fields.Truth = False


class Resolution(Body):
    """Who resolves it; the id of the key when left out."""

    by: fields.Text | None = None
