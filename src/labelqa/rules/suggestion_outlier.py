"""Nobody's objects meet any suggestion of the model."""

from collections.abc import Mapping

from labelqa.facts import FLAGS
from labelqa.rules import Alert, Severity, Subject, Watch, rule
from labelqa.rules.bounds import Level
from labelqa.rules.evidence import Evidence
from labelqa.tally import ONE

AGREE = 0.5
"""Agreement from which several persons are believed rather than the model."""
ACTIONS: Mapping[Severity, str] = {
    "warning": "Review the image.",
    "info": "Add the image to the model's training set: the annotators agree with each other.",
    "error": "Settle the image with an expert: nobody agrees.",
}


def outlier_severity(persons: int, iou: int | None, agree: float = AGREE) -> Severity:
    """`warning` with one person; `info` when several agree with each other (IoU x 2^30), `error` when they do not."""
    if persons < 2:
        return "warning"
    return "info" if iou is not None and iou >= agree * ONE else "error"


@rule(waits=False, image=Watch())
def suggestion_outlier(evidence: Evidence, subject: Subject, *, agree: Level = AGREE) -> list[Alert]:
    """No person's object has IoU >= 0.5 with a suggested object of its class, on an image that has suggestions.

    `warning` with one person. With several: `info` when they agree with each other (image IoU >= `agree`; the model is
    the likely culprit), `error` when they do not. `since` is the image's first answer.
    """
    image_id = subject.id
    fact = evidence.image(image_id)
    if fact is None or not fact.flags & FLAGS["suggestion_outlier"]:
        return []
    severity = outlier_severity(fact.n_boxes, fact.iou, agree)
    objects = f"{fact.objects} drawn object{'' if fact.objects == 1 else 's'}"
    suggestions = f"the {fact.suggested} suggestions" if fact.suggested > 1 else "the one suggestion"
    return [
        Alert(
            type="suggestion_outlier",
            severity=severity,
            message=f"{image_id}: {objects} {'match' if fact.objects != 1 else 'matches'} none of {suggestions}",
            recommended_action=ACTIONS[severity],
            subject_kind="image",
            subject_id=image_id,
            value=0.0,
            threshold=0.5,
            n=fact.suggested,
            since=fact.answered_at or fact.updated_at or None,
            images={"first": image_id, "last": image_id},
        )
    ]
