"""Comments on the images of a project."""

from collections.abc import Mapping
from typing import Any

from labelqa.client.asking import Asking, part, under
from labelqa.web.comment_list import CommentRow, Comments

Values = Mapping[str, Any]


class Commenting(Asking):
    """What reviewers say of images. `once`: an Idempotency-Key."""

    def comments(
        self,
        *,
        image_id: str | None = None,
        status: str | None = None,
        escalated: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Comments:
        """Comments, the newest first."""
        asked = {"image_id": image_id, "status": status, "escalated": escalated}
        return self._get(Comments, "/comments", **asked, limit=limit, cursor=cursor)

    def comment(self, request: Values, *, once: str | None = None) -> CommentRow:
        """Says something of an image; with `escalates` the image is flagged until it is resolved."""
        return self._post(CommentRow, "/comments", dict(request), headers=under(once))

    def resolve_comment(self, comment_id: str, request: Values | None = None) -> CommentRow:
        """Says that a comment is dealt with, and `by` whom."""
        return self._post(CommentRow, f"/comments/{part(comment_id)}/resolve", dict(request or {}))

    def reopen_comment(self, comment_id: str) -> CommentRow:
        """Opens a resolved comment again."""
        return self._delete(CommentRow, f"/comments/{part(comment_id)}/resolve")

    def remove_comment(self, comment_id: str, *, author_id: str | None = None) -> None:
        """Deletes a comment of one's own."""
        self._remove(f"/comments/{part(comment_id)}", author_id=author_id)
