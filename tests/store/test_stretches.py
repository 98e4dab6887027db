"""Stretches of images in an order, from one image to another."""

from labelqa.model import Annotation, Object
from labelqa.store import Store, names, projects, stretches
from labelqa.store.schema import annotator
from tests.ingest.world import START, fresh, write

CAR = (Object("car", 0.0, 5.0, 20.0, 20.0),)


def test_an_answer_of_unknown_time_is_the_first_that_was_compared_with_the_truth(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation(image, "gt", "truth", START, CAR) for image in "pq"]
    rows += [Annotation(image, "ana", "person", at, CAR) for image, at in (("p", START), ("q", None))]
    write(store, project_id, rows)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
        ana = names.numbers(connection, annotator, number, ["ana"])["ana"]
        order = stretches.checked(number, ana)
        ends = stretches.place(connection, order, "q"), stretches.place(connection, order, "p")
        for first, last, found in ((*ends, "pq"), (ends[0], ends[0], "q"), (ends[1], None, "p"), (None, ends[0], "q")):
            chosen = connection.execute(stretches.between(order, first, last).chosen).scalars().all()
            assert sorted(names.image_names(connection, number, chosen).values()) == list(found)
