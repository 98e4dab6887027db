"""The one write path: validate, store, facts, tallies, alerts, in one transaction.

The API, the importers, the command line and the demo all go through it.
"""

from labelqa.ingest.annotations import Elsewhere, Written, write_annotations
from labelqa.ingest.assigning import Assigned, Order, Which, assign, unassign
from labelqa.ingest.bulk import Bulk, Choice, review_many
from labelqa.ingest.commenting import Remark, remove_comment, reopen_comment, resolve_comment, write_comment
from labelqa.ingest.fitting import FitStep, due, learn_queue, score_waiting
from labelqa.ingest.judging import Judged, Undone, undo_review, write_reviews
from labelqa.ingest.removal import remove_annotation, remove_image
from labelqa.ingest.settings import change_project, create_project, recompute

__all__ = [
    "Assigned",
    "Bulk",
    "Choice",
    "Elsewhere",
    "FitStep",
    "Judged",
    "Order",
    "Remark",
    "Undone",
    "Which",
    "Written",
    "assign",
    "change_project",
    "create_project",
    "due",
    "learn_queue",
    "recompute",
    "remove_annotation",
    "remove_comment",
    "remove_image",
    "reopen_comment",
    "resolve_comment",
    "review_many",
    "score_waiting",
    "unassign",
    "undo_review",
    "write_annotations",
    "write_comment",
    "write_reviews",
]
