"""All image-level labels of a project at once: for what cannot be added up (skill, bootstrap)."""

import numpy as np

from labelqa.consensus import Ratings
from labelqa.model import Project
from labelqa.store import Connection, image_labels, names

MOST = 200_000
"""Labels that are read for one answer; of larger projects these figures are null."""

CELLS = 1 << 23
"""Numbers that a model of labels may hold: classes squared for each annotator, and classes for each image."""


def ratings(connection: Connection, project: Project) -> Ratings | None:
    """Persons' labels with annotators and classes numbered in the order of their names; None above MOST, or CELLS.

    None, too, without any, and where an image may have several labels: there is no one class to agree on.
    """
    if project.label_type == "multi":
        return None
    given = image_labels.ratings(connection, project.number, MOST)
    if given is None:
        return None
    single = [(row.image, row.annotator, row.labels[0]) for row in given if len(row.labels) == 1]
    if not single:
        return None
    images = names.image_names(connection, project.number, {image for image, _, _ in single})
    people = {number: name for number, (name, _, _) in names.annotators(connection, project.number).items()}
    classes = names.classes(connection, project.number)
    who, what, where = (
        sorted({table[row[k]] for row in single}) for k, table in ((1, people), (2, classes), (0, images))
    )
    if len(what) * (len(what) * len(who) + len(where)) > CELLS:
        return None
    rows = sorted((images[i], people[a], classes[k]) for i, a, k in single)
    place = [{name: n for n, name in enumerate(table)} for table in (where, who, what)]
    columns = [np.array([table[row[k]] for row in rows], np.int64) for k, table in enumerate(place)]
    image, annotator, label_class = columns
    return Ratings(image, annotator, label_class, images=tuple(where), annotators=tuple(who), classes=tuple(what))
