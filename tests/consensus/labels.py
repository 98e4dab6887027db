"""Image-level labels of a test, written down shortly."""

import csv
import gzip
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from labelqa.consensus import Ratings

Triple = tuple[str, str, str]


def ratings(triples: list[Triple], classes: str | None = None) -> Ratings:
    """Of (image, annotator, class), numbered in the order of the names."""
    names = [sorted({t[k] for t in triples}) for k in range(3)]
    if classes is not None:
        names[2] = list(classes)
    image, annotator, said = (np.array([names[k].index(t[k]) for t in triples], np.int64) for k in range(3))
    return Ratings(image, annotator, said, *(tuple(column) for column in names))


def table(*images: str) -> Ratings:
    """Of one string per image, a class per annotator; a dot is a gap."""
    triples = [(f"{i:03}", f"{a:02}", k) for i, row in enumerate(images) for a, k in enumerate(row) if k != "."]
    return ratings(triples)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / name, "rt", newline="") as file:
        return list(csv.DictReader(file))


CROWDS = st.lists(
    st.tuples(st.sampled_from("ijklm"), st.sampled_from(["ana", "bo", "cy"]), st.sampled_from("xyz")),
    min_size=1,
    max_size=30,
)
