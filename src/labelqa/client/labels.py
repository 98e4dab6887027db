"""Labels, images and verdicts of a project."""

from collections.abc import Mapping, Sequence
from typing import Any

from labelqa.client.asking import Asking, part, under
from labelqa.web.routes.image import ImageAnswer
from labelqa.web.routes.labels import AnnotationsWritten, ImagesWritten, Removed
from labelqa.web.routes.reviews import BulkWritten, ReviewsWritten, ReviewUndone

Row = Mapping[str, Any]


class Labels(Asking):
    """Labels in and out, one batch a call. Rows are JSON as the API has it.

    `once`: an Idempotency-Key; the same call under the same key is done once and answered alike.
    """

    def image(self, image_id: str) -> ImageAnswer:
        """One image: its annotations, how far each two agree, what to check, its reviews."""
        return self._get(ImageAnswer, f"/images/{part(image_id)}")

    def put_images(self, images: Sequence[Row], *, once: str | None = None) -> ImagesWritten:
        """Creates images, or tells more of known ones."""
        return self._post(ImagesWritten, "/images", {"images": list(images)}, headers=under(once))

    def put_annotations(self, annotations: Sequence[Row], *, once: str | None = None) -> AnnotationsWritten:
        """Stores annotations of persons, models and the truth set, all or none; new images are made on the way."""
        return self._post(AnnotationsWritten, "/annotations", {"annotations": list(annotations)}, headers=under(once))

    def remove_annotation(self, image_id: str, annotator_id: str) -> Removed:
        """Takes one annotator's answer for one image back, with its revisions and reviews."""
        return self._delete(Removed, "/annotations", image_id=image_id, annotator_id=annotator_id)

    def remove_image(self, image_id: str) -> Removed:
        """Takes an image back with everything on it."""
        return self._delete(Removed, f"/images/{part(image_id)}")

    def review(self, reviews: Sequence[Row], *, once: str | None = None) -> ReviewsWritten:
        """Stores verdicts; a row with the verdict `corrected` may carry the objects or labels that are right."""
        return self._post(ReviewsWritten, "/reviews", {"reviews": list(reviews)}, headers=under(once))

    def review_many(self, request: Row, *, once: str | None = None) -> BulkWritten:
        """Approves or rejects many annotations at once; with `dry_run` it says what would be done."""
        return self._post(BulkWritten, "/reviews/bulk", dict(request), headers=under(once))

    def undo_review(self, review_id: str, *, reviewer_id: str | None = None) -> ReviewUndone:
        """Takes a verdict back: it stays in the history and counts nowhere."""
        return self._delete(ReviewUndone, f"/reviews/{part(review_id)}", reviewer_id=reviewer_id)
