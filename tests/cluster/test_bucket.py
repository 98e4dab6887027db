"""A bucket comes to what a server makes of the same rows, whichever way they are read."""

import io
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.cluster import bucket, plain
from labelqa.cluster.given import Known
from labelqa.cluster.numbering import Totals, add_named
from labelqa.cluster.schema import FACTS
from labelqa.cluster.terms import Terms
from labelqa.cluster.totals import bags_of, sums_of
from labelqa.model import Annotation, Image
from labelqa.store import open_store
from labelqa.tally import clean
from tests.cluster import labels
from tests.cluster.told import store_totals, written
from tests.ingest.world import NOW, answers, verdicts

TERMS = Terms(now=NOW, min_annotators=3)


def rows(annotations, images=()) -> pa.Table:
    """Annotations as a bucket holds them: as a Parquet file says them, with their places."""
    out = io.BytesIO()
    formats.write([*images, *annotations], out, format="parquet")
    return placed(pq.ParquetFile(io.BytesIO(out.getvalue())).read())


def placed(table: pa.Table, file="a.parquet") -> pa.Table:
    n = len(table)
    table = table.append_column("file", pa.array([file] * n, pa.string()))
    table = table.append_column("block", pa.array([0] * n, pa.int64()))
    return table.append_column("row", pa.array(range(n), pa.int64()))


def part(table: pa.Table, name: str) -> pa.Table:
    return table.filter(pa.compute.equal(table.column("part"), name))


def total(staged: pa.Table) -> Totals:
    """The sum of the bucket, which is that of its images."""
    by_image: Totals = {}
    for one in bags_of(part(staged, "facts")):
        add_named(by_image, one)
    found = sums_of(part(staged, "sums"))
    assert clean(by_image) == clean(found)
    return clean(found)


@st.composite
def worlds(draw):
    found = draw(st.lists(answers(), max_size=12))
    judged = draw(st.lists(verdicts, max_size=4))
    own = {i: [] for i in range(len(found))}
    for k, review in enumerate(judged):
        at = [i for i, a in enumerate(found) if a.kind == "person"]
        if at:
            i = at[k % len(at)]
            own[i].append(replace(review, image_id=found[i].image_id, annotator_id=found[i].annotator_id))
    return [replace(a, reviews=tuple(own[i])) for i, a in enumerate(found)]


def resolvable(annotations) -> list[Annotation]:
    """Without second answers that no time tells from the first, which are refused."""
    seen, found = {}, []
    for a in annotations:
        key = a.image_id, a.annotator_id, a.revision
        content = a.objects, a.labels, a.cancelled
        if a.submitted_at is None and seen.setdefault(key, content) != content:
            continue
        if a.cancelled:
            a = replace(a, objects=None, labels=None)
        found.append(a)
    return found


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_a_bucket_comes_to_what_a_server_makes_of_the_same_rows(tmp_path_factory, drawn) -> None:
    annotations = resolvable(drawn)
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('server')}/a.db")
    written(store, annotations, now=NOW, images=[Image("alone", 10, 20)], min_annotators=3)
    staged = bucket.scored(rows(annotations, [Image("alone", 10, 20)]), "annotations", TERMS, Known())
    assert total(staged) == store_totals(store)
    store.close()


def test_rows_of_plain_boxes_are_columns_from_the_start() -> None:
    table = rows(labels.plain(50, seed=1), [Image("img_00003", 640, 480)])
    found, rest = plain.plain_of(table, "annotations")
    assert sum(len(one.images) for one in found) == len(set(table.column("image_id").to_pylist()))
    assert len(rest) == 0


SPOILED = {
    "kind": "model",
    "annotator_id": "a\nb",
    "image_id": "",
    "seconds": -1.0,
    "origin": "elsewhere",
    "revision": 2,
    "cancelled": True,
    "labels": [],
    "width": 0,
    "uri": "https://x/a",
    "submitted_at": 5,
    "objects": [{"class": "car", "x": 1e10, "y": 0.0, "width": 5.0, "height": 5.0}],
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_row_with_anything_else_takes_its_image_the_long_way(name: str) -> None:
    table = rows([a for a in labels.plain(6, seed=2) if a.image_id != "img_00000"])
    own = table.to_pylist()
    own[0][name] = SPOILED[name]
    spoiled = pa.Table.from_pylist(own, schema=table.schema)
    _, rest = plain.plain_of(spoiled, "annotations")
    assert set(rest.column("image_id").to_pylist()) == {own[0]["image_id"]}


def test_what_readers_remark_is_told_whichever_way_rows_go() -> None:
    annotations = [a for a in labels.plain(30, seed=4) if a.image_id in ("img_00001", "img_00002")]
    table = rows(annotations, [Image("img_00001", 200, 200), Image("img_00002", 10_000, 10_000)])
    (last,) = part(bucket.scored(table, "annotations", TERMS, Known()), "sums").to_pylist()
    over = sum(
        o.corners[2] > 200 or o.corners[3] > 200 for a in annotations if a.image_id == "img_00001" for o in a.objects
    )
    assert over > 0
    assert [(note["text"], note["count"]) for note in last["notes"]] == [("box outside the image", over)]


def test_columns_from_arrow_are_what_row_by_row_gives_of_many_images(monkeypatch: pytest.MonkeyPatch) -> None:
    table = rows(labels.plain(300, seed=3), [Image("img_00003", 640, 480)])
    monkeypatch.setattr(plain, "MANY", 200)  # many sheets
    quick = bucket.scored(table, "annotations", TERMS, Known())
    monkeypatch.setattr(bucket, "plain_of", lambda table, shape: ([], table))
    slow = bucket.scored(table, "annotations", TERMS, Known())
    assert quick.equals(slow)


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_columns_straight_from_arrow_are_what_row_by_row_gives(drawn) -> None:
    table = rows(resolvable(drawn))
    quick = bucket.scored(table, "annotations", TERMS, Known())
    bucket_plain = bucket.plain_of
    try:
        bucket.plain_of = lambda table, shape: ([], table)
        slow = bucket.scored(table, "annotations", TERMS, Known())
    finally:
        bucket.plain_of = bucket_plain
    assert part(quick, "facts").select(FACTS.names).to_pylist() == part(slow, "facts").select(FACTS.names).to_pylist()
    assert total(quick) == total(slow)
