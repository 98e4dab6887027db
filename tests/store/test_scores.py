"""Confidences: handed to the review queue as a model gave them."""

from dataclasses import replace

from labelqa.model import Annotation, Boxes, Object
from labelqa.store import Store, annotations, images, projects
from labelqa.store.packing import pack_extra, unpack_scores
from tests.ingest.world import fresh, write


def test_answers_of_models_carry_their_confidences(store: Store) -> None:
    project_id = fresh(store)
    objects = (Object("car", 0.0, 0.0, 9.0, 9.0, score=0.75), Object("car", 20.0, 0.0, 9.0, 9.0))
    write(store, project_id, [Annotation("p", "yolo", "model", objects=objects)])
    plain = tuple(replace(o, score=None, object_id="a") for o in objects)
    write(store, project_id, [Annotation("p", "ana", "person", objects=plain)])
    with store.read() as c:
        number = projects.get(c, project_id).number
        place, _ = images.get(c, number, "p")
        found = annotations.answers(c, number, [place])[place]
    scores = {a.name: a.boxes.scores for a in found if a.boxes}
    assert scores == {"yolo": [0.75, None], "ana": None}


def test_without_any_confidence_there_are_no_scores() -> None:
    assert unpack_scores(None) is None
    assert unpack_scores(pack_extra([Object("car", 0.0, 0.0, 9.0, 9.0, object_id="a")])) is None
    assert Boxes((), (), (), (), ()).scores is None
