"""The images of an agreement report, page by page, each with how far its annotators agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from labelqa.reports import cursor
from labelqa.reports.cut import Cut
from labelqa.reports.figures import score
from labelqa.reports.scan import Seen
from labelqa.store import Connection, Row, listing

Order = Literal["iou", "-iou", "image_id"]
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class ImageAgreement:
    """One image: mean pair score of its annotators, how many answered, whether all drew nothing."""

    image_id: str
    iou: float
    n: int
    empty: bool


def page(
    connection: Connection,
    cut: Cut,
    sort: Order,
    limit: int,
    given: str | None,
    query: object,
    seen: Sequence[Seen] | None,
) -> tuple[list[ImageAgreement], str | None]:
    """A page after the cursor `given`, and the cursor for the next; `seen`: images compared anew instead of stored."""
    place = cursor.decode(given, query, "is")
    after = (int(place[0] or 0), str(place[1])) if place else None
    if seen is None:
        rows: Sequence[Seen | Row[tuple[object, ...]]] = _stored(connection, cut, sort, limit + 1, after)
    else:
        rows = following(seen, sort, after)[: limit + 1]
    more = cursor.encode([rows[limit - 1].value, rows[limit - 1].name], query) if len(rows) > limit else None
    return [ImageAgreement(r.name, score(r.value) or 0.0, r.n, bool(r.empty)) for r in rows[:limit]], more


def following(seen: Sequence[Seen], sort: Order, after: Place | None) -> list[Seen]:
    """Images in the order asked, from the one after `after`.

    >>> images = [Seen(5, "b", 2, 0), Seen(5, "a", 2, 0), Seen(3, "c", 2, 0)]
    >>> [i.name for i in following(images, "iou", (3, "c"))], [i.name for i in following(images, "-iou", None)]
    (['a', 'b'], ['b', 'a', 'c'])
    """
    if sort == "image_id":
        return sorted((i for i in seen if after is None or i.name > after[1]), key=lambda i: i.name)
    up = sort == "iou"
    rest = [i for i in seen if after is None or (((i.value, i.name) > after) if up else ((i.value, i.name) < after))]
    return sorted(rest, key=lambda i: (i.value, i.name), reverse=not up)


def _stored(
    connection: Connection, cut: Cut, sort: Order, limit: int, after: Place | None
) -> Sequence[Row[tuple[object, ...]]]:
    return listing.by_agreement(
        connection,
        cut.project.number,
        at_least=cut.at_least,
        order=sort,
        window=cut.window,
        label_class=cut.label_class,
        annotator=cut.listed,
        after=after,
        limit=limit,
    )
