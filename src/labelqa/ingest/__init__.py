"""The one write path: validate, store, facts, tallies, alerts, in one transaction.

The API, the importers, the command line and the demo all go through it.
"""

from labelqa.ingest.annotations import Written, write_annotations
from labelqa.ingest.fitting import FitStep, due, learn_queue
from labelqa.ingest.removal import remove_annotation, remove_image
from labelqa.ingest.reviews import write_reviews
from labelqa.ingest.settings import change_project, create_project, recompute

__all__ = [
    "FitStep",
    "Written",
    "change_project",
    "create_project",
    "due",
    "learn_queue",
    "recompute",
    "remove_annotation",
    "remove_image",
    "write_annotations",
    "write_reviews",
]
