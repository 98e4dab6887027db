"""What the review queue makes of one image: whose answer is probably wrong, and which objects to check."""

from collections.abc import Mapping
from dataclasses import dataclass

from labelqa.ingest.scoring import scorer
from labelqa.model import Project
from labelqa.queue import Doubtful, doubtful, sight
from labelqa.store import Connection, annotations, image_facts


@dataclass(frozen=True, slots=True)
class ObjectToCheck:
    """One object to look at: whose answer it is about, what may be wrong (`missed`, `spurious` or `wrong_class`), how
    likely, and where. `class`: what it was called; of a missed one, what it probably is.
    """

    annotator_id: str
    fault: str
    chance: float
    class_: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Doubts:
    """{annotator id: the chance that their answer is wrong} of the persons, and the objects to check, worst first."""

    chances: Mapping[str, float]
    objects: list[ObjectToCheck]


def doubts(connection: Connection, project: Project, number: int, image_id: str) -> Doubts:
    """Looks at one image with the project's model as it stands."""
    by = scorer(connection, project)
    answers = annotations.answers(connection, project.number, [number])[number]
    seen = sight(image_id, answers, by.classes)
    truths = by.settled(answers, image_facts.truth_scores(connection, project.number, [number]).get(number, {}))
    [found] = by.ranking.scored([seen], [truths])
    objects = [_object(d) for d in doubtful(by.ranking.truth, seen) if d.annotator_id not in truths]
    return Doubts({name: round(p, 4) for name, p in found.chances.items()} if found else {}, objects)


def _object(d: Doubtful) -> ObjectToCheck:
    x1, y1, x2, y2 = d.corners
    return ObjectToCheck(d.annotator_id, d.fault, round(d.chance, 4), d.class_name, (x1, y1, x2 - x1, y2 - y1))
