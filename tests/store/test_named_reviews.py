"""A database of the version before gets ids for its reviews and marks of conflicts, the same that a fresh one gives."""

from alembic import command
from sqlalchemy import create_engine, text

from labelqa.store import open_store, reviews
from labelqa.store.migration import _config

ROW = {"revision": 3, "at": 1_793_610_843_000, "verdict": 2, "reviewer": "rita", "reason": "zu groß"}


def test_reviews_that_are_there_already_are_named_by_what_they_say(database_url: str) -> None:
    url = database_url.replace("postgresql://", "postgresql+psycopg://")
    engine, config = create_engine(url), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        columns = "project_id, name, task, class_policy, iou_threshold, min_annotators, label_type, sigmas, thresholds"
        values = "'p', 'p', 'detection', 'open', 0.5, 2, 'single', '{}', '{}', 1, 0, 0"
        connection.execute(text(f"INSERT INTO project ({columns}, revision, created_at, changed_at) VALUES ({values})"))
        connection.execute(text("INSERT INTO image (project, name) VALUES (1, 'img_1')"))
        connection.execute(text("INSERT INTO annotator (project, name, kind) VALUES (1, 'ana', 'person')"))
        keys = ("project", "image", "annotator", *ROW)
        names = ", ".join(keys)
        marks = ", ".join(f":{key}" for key in keys)
        rows = [{"project": 1, "image": 1, "annotator": 1, **ROW, "at": ROW["at"] + k} for k in range(1100)]
        connection.execute(text(f"INSERT INTO review ({names}) VALUES ({marks})"), rows)
        for number, other in ((2, "sam"), (3, "rita")):  # bo has two reviewers who differ, cy one who thought again
            connection.execute(text(f"INSERT INTO annotator (project, name, kind) VALUES (1, 'p{number}', 'person')"))
            answer = "INSERT INTO annotation (project, image, annotator, revision, cancelled) VALUES (1, 1, :a, 3, :no)"
            connection.execute(text(answer), {"a": number, "no": False})
            said = [{**rows[0], "annotator": number}, {**rows[1], "annotator": number, "reviewer": other, "verdict": 1}]
            connection.execute(text(f"INSERT INTO review ({names}) VALUES ({marks})"), said)
    engine.dispose()
    store = open_store(database_url)
    with store.read() as connection:
        found = reviews.of(connection, 1, [(1, 1)])[1, 1]
        conflicts = connection.execute(text("SELECT conflict FROM annotation ORDER BY annotator")).scalars().all()
    store.close()
    assert [bool(conflict) for conflict in conflicts] == [True, False]
    assert [row.review_id for row in found] == [
        reviews.public_id("img_1", "ana", ROW | {"at": ROW["at"] + k}) for k in range(1100)
    ]
