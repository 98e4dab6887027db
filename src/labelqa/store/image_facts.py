"""Facts of images: one row an image with its packed bag, its pairs, its classes and its flags."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, and_, delete, exists, insert, literal_column, select, update

from labelqa.store import engine
from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, annotator, image, image_class, image_fact, image_flag, pair_fact
from labelqa.tally import BY_NAME, ONE, Bag, unpack

HANGING = (pair_fact, image_class, image_flag)
"""Tables of rows that hang on the fact of an image."""


def bags(connection: Connection, project: int, images: Iterable[int]) -> dict[int, Bag]:
    """{image: its stored bag}; an image without facts is left out."""
    found: dict[int, Bag] = {}
    for chunk in chunks(images):
        query = select(image_fact.c.image, image_fact.c.bag).where(
            image_fact.c.project == project, image_fact.c.image.in_(chunk)
        )
        found |= {row.image: unpack(row.bag) for row in connection.execute(query)}
    return found


class Held(NamedTuple):
    """What is stored of an image before it is measured anew."""

    bag: Bag
    answered_at: int | None


def held(connection: Connection, project: int, images: Iterable[int]) -> dict[int, Held]:
    """{image: what is stored of it}; an image without facts is left out."""
    found: dict[int, Held] = {}
    for chunk in chunks(images):
        query = select(image_fact.c.image, image_fact.c.bag, image_fact.c.answered_at).where(
            image_fact.c.project == project, image_fact.c.image.in_(chunk)
        )
        found |= {row.image: Held(unpack(row.bag), row.answered_at) for row in connection.execute(query)}
    return found


def replace(
    connection: Connection,
    project: int,
    facts: Sequence[dict[str, Any]],
    pairs: Sequence[dict[str, Any]],
    classes: Sequence[dict[str, Any]],
    flags: Sequence[dict[str, Any]],
    new: Container[int] = frozenset(),
) -> None:
    """Writes the facts of images anew: the rows of `facts` name the images, the others hang on them.

    `new`: images of which nothing is stored yet.
    """
    _delete(connection, project, (row["image"] for row in facts if row["image"] not in new), HANGING)
    engine.upsert(connection, image_fact, facts)
    for table, rows in zip(HANGING, (pairs, classes, flags), strict=True):
        engine.add(connection, table, rows)


def clear(connection: Connection, project: int, images: Iterable[int]) -> None:
    """Takes the facts of images away, for others to be poured in."""
    _delete(connection, project, images, (image_fact, *HANGING))


def _delete(connection: Connection, project: int, images: Iterable[int], tables: Sequence[Table]) -> None:
    for chunk in chunks(images):
        for table in tables:
            connection.execute(delete(table).where(table.c.project == project, table.c.image.in_(chunk)))


_FACT = (
    *("project", "image", "name", "n", "n_boxes", "status", "flags", "empty", "objects", "suggested", "iou"),
    *("truth_iou", "suggestion_iou", "label_agreement", "comparable_at", "answered_at", "updated_at", "day"),
    *("dirty", "bag"),
)
_PAIR = ("project", "image", "a", "b", "score", "score_any", "tp", "fp", "fn", "sq")
_CLASS = ("project", "image", "label_class", "objects", "iou")
_FLAG = ("project", "image", "flag")


def pour(
    connection: Connection,
    facts: Sequence[tuple[Any, ...]],
    pairs: Sequence[tuple[Any, ...]],
    classes: Sequence[tuple[Any, ...]],
    flags: Sequence[tuple[Any, ...]],
    *,
    score: tuple[str, ...],
) -> None:
    """Writes the facts of images of which nothing is stored, as rows of the columns above.

    `score`: the columns that follow those of a fact.
    """
    for table, columns, rows in (
        (image_fact, (*_FACT, *score), facts),
        (pair_fact, _PAIR, pairs),
        (image_class, _CLASS, classes),
        (image_flag, _FLAG, flags),
    ):
        engine.pour(connection, table, columns, rows)


_COVERAGE = BY_NAME["coverage"].number
"""The one tally that an image adds to which nobody answered."""


def bare(connection: Connection, project: int, images: Iterable[int]) -> str | None:
    """The id of one of these images whose bag counts answers; None when there is no such."""
    for chunk in chunks(images):
        query = select(image_fact.c.name, image_fact.c.bag).where(
            image_fact.c.project == project, image_fact.c.image.in_(chunk)
        )
        for row in connection.execute(query):
            if any(number != _COVERAGE for number, _ in unpack(row.bag)):
                return str(row.name)
    return None


def any_bare(connection: Connection, project: int) -> str | None:
    """The id of an image with facts of persons' answers and no annotation; None when there is no such."""
    answered = exists().where(annotation.c.project == project, annotation.c.image == image_fact.c.image)
    query = select(image_fact.c.name).where(image_fact.c.project == project, image_fact.c.n > 0, ~answered)
    return connection.execute(query.limit(1)).scalar_one_or_none()


def soil(connection: Connection, project: int) -> None:
    """Marks every image of the project: its facts are of settings that no longer hold."""
    connection.execute(update(image_fact).where(image_fact.c.project == project).values(dirty=1))


def soiled(connection: Connection, project: int, limit: int) -> list[int]:
    """Some images that are still marked."""
    query = select(image_fact.c.image).where(image_fact.c.project == project, image_fact.c.dirty == literal_column("1"))
    return list(connection.execute(query.order_by(image_fact.c.image).limit(limit)).scalars())


def numbers(connection: Connection, project: int, *, after: int = 0, limit: int = 500) -> list[int]:
    """Numbers of the project's images, from the one after `after`."""
    query = select(image.c.id).where(image.c.project == project, image.c.id > after)
    return list(connection.execute(query.order_by(image.c.id).limit(limit)).scalars())


def rows(connection: Connection, project: int, images: Iterable[int]) -> dict[int, Row[Any]]:
    """{image: its fact row}."""
    found: dict[int, Row[Any]] = {}
    for chunk in chunks(images):
        query = select(image_fact).where(image_fact.c.project == project, image_fact.c.image.in_(chunk))
        found |= {row.image: row for row in connection.execute(query)}
    return found


def pairs(connection: Connection, project: int, image_number: int) -> list[Row[Any]]:
    """The pairs of an image."""
    query = select(pair_fact).where(pair_fact.c.project == project, pair_fact.c.image == image_number)
    return list(connection.execute(query.order_by(pair_fact.c.a, pair_fact.c.b)).all())


def truth_scores(connection: Connection, project: int, images: Iterable[int]) -> dict[int, dict[str, float]]:
    """{image: {person: pair score with the truth, 0..1}} of images that have a truth."""
    found: dict[int, dict[str, float]] = {}
    person, truth = annotator.alias("person"), annotator.alias("truth")
    for chunk in chunks(images):
        query = (
            select(pair_fact.c.image, person.c.name, pair_fact.c.score)
            .join(person, and_(person.c.id == pair_fact.c.a, person.c.kind == "person"))
            .join(truth, and_(truth.c.id == pair_fact.c.b, truth.c.kind == "truth"))
            .where(pair_fact.c.project == project, pair_fact.c.image.in_(chunk))
        )
        for image_number, name, score in connection.execute(query):
            found.setdefault(image_number, {})[name] = score / ONE
    return found


def flags(connection: Connection, project: int, images: Iterable[int]) -> dict[int, int]:
    """{image: the flags it raises}."""
    found: dict[int, int] = {}
    for chunk in chunks(images):
        query = select(image_fact.c.image, image_fact.c.flags).where(
            image_fact.c.project == project, image_fact.c.image.in_(chunk)
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def set_flag(connection: Connection, project: int, image_number: int, flag: int, *, raised: bool) -> None:
    """Raises one flag of an image, or takes it down; the others stay as they are."""
    at = {"project": project, "image": image_number}
    held = flags(connection, project, [image_number])[image_number]
    fact = image_fact.c.project == project, image_fact.c.image == image_number
    new = held | flag if raised else held & ~flag
    if new == held:
        return
    connection.execute(update(image_fact).where(*fact).values(flags=new))
    if raised:
        connection.execute(insert(image_flag).values(flag=flag, **at))
    else:
        row = image_flag.c.project == project, image_flag.c.flag == flag, image_flag.c.image == image_number
        connection.execute(delete(image_flag).where(*row))


def stored_rows(connection: Connection, project: int, images: Sequence[int]) -> Mapping[str, list[dict[str, Any]]]:
    """Everything stored of these images' facts, by table, in order; what `labelqa verify` compares."""
    out = {}
    for table in (image_fact, *HANGING):
        query = select(table).where(table.c.project == project, table.c.image.in_(images))
        out[table.name] = [dict(r._mapping) for r in connection.execute(query.order_by(*table.primary_key.columns))]
    return out
