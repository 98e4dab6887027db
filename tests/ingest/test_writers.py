"""Several writers at once lose nothing and count nothing twice."""

import random
from concurrent.futures import ThreadPoolExecutor

from labelqa.model import Annotation, Object
from labelqa.store import Store
from tests.ingest.world import START, checked, fresh, write

WRITERS, EACH = 4, 12


def test_many_writers_lose_nothing(store: Store) -> None:
    project_id = fresh(store)

    def work(k: int) -> None:
        r = random.Random(k)
        for j in range(EACH):
            box = Object("car", float(r.randrange(30)), 5.0, 20.0, 20.0)
            objects = (box,) * r.randrange(3)
            write(store, project_id, [Annotation(r.choice("pq"), f"w{k}", "person", START + j * 1000 + k, objects)])

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    found = checked(store, project_id)
    assert found.differences == ()
    assert found.revision >= WRITERS * EACH * 0.5
