"""Images for persons to be given: the most urgent, the unlabelled, those to be labelled a second time, or any."""

from typing import Literal

import numpy as np

from labelqa.facts import STATUSES
from labelqa.model import Project
from labelqa.plan.choice import Queue, queue
from labelqa.store import Connection, assignments, overlap

By = Literal["priority", "unlabelled", "overlap", "random"]
BYS: tuple[By, ...] = ("priority", "unlabelled", "overlap", "random")
OPEN = {"annotator": ("unreviewed", "rejected", "mixed"), "reviewer": ("unreviewed", "mixed")}
"""Review statuses of images that are worth another look, by the role of who takes it."""


def picked(connection: Connection, project: Project, by: By, n: int, role: str) -> list[str]:
    """Ids of up to `n` images that nobody has in this role yet.

    `priority`: the review queue from its top; for reviewers without what was sent back. `unlabelled`: images that no
    person answered; `overlap`: images that one person answered; `random`: any that somebody answered. These are samples
    by lot, of which every beginning is fair (see `labelqa.plan.choice.queue`).
    """
    if by == "priority":
        statuses = [STATUSES.index(status) for status in OPEN[role]]
        return assignments.urgent(connection, project.number, role, statuses, n)
    what: overlap.What = "labels" if project.task == "classification" else "objects"
    rows = {"unlabelled": overlap.unanswered, "overlap": overlap.answered_once, "random": overlap.answered}[by]
    found = queue(rows(connection, project.number, what))
    taken = np.array(sorted(assignments.given_out(connection, project.number, role)), dtype=np.int64)
    free = ~np.isin(found.image, taken)
    left = Queue(found.image[free], found.step[free], found.mark[free])
    return [place.name for place in left.first(connection, project.number, n)]
