"""An image's annotations as the answers that count: revisions resolved and verdicts settled as a write does it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from labelqa.cluster.given import Given
from labelqa.cluster.terms import Terms
from labelqa.ingest.annotations import judgement
from labelqa.ingest.labelled import Labelled
from labelqa.ingest.reviews import Judgement, first_standing
from labelqa.ingest.revising import resolve
from labelqa.ingest.rows import row_of
from labelqa.model import Annotation, Kind


def labelled(given: Given, people: Mapping[str, int], classes: Mapping[str, int], terms: Terms) -> Labelled:
    """The current answer of every annotator of an image, the newest revision, under these numbers."""
    current, judged, kinds = _current(given.annotations, people, classes, terms)
    found = Labelled(given.image.image_id, fresh=True)
    for who, row in current.items():
        if judged[who]:
            row |= first_standing(terms.project, judged[who], row["revision"], now=terms.now)
        found.given.append((row, *kinds[who]))
    return found


def _current(
    annotations: Sequence[Annotation], people: Mapping[str, int], classes: Mapping[str, int], terms: Terms
) -> tuple[dict[int, dict[str, Any]], dict[int, list[Judgement]], dict[int, tuple[str, Kind]]]:
    """By annotator: the row that counts, the verdicts on whichever row, and name and kind."""
    current: dict[int, dict[str, Any]] = {}
    judged: dict[int, list[Judgement]] = defaultdict(list)
    kinds: dict[int, tuple[str, Kind]] = {}
    for a in annotations:
        who = people[a.annotator_id]
        kinds[who] = a.annotator_id, a.kind
        row = row_of(terms.project, (0, who), a, classes)
        outcome = resolve(current.get(who), (), row, a.revision)
        current[who] = outcome.current
        judged[who] += [judgement((0, who), a, review, outcome.revision) for review in a.reviews]
    return current, judged, kinds
