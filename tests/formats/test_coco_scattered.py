"""A COCO file too large to be held gives the same as one that is held, in whatever order its lists come."""

import io
import json
from collections import Counter
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats import buckets
from labelqa.formats import coco as reader
from labelqa.formats.coco import scattered
from labelqa.formats.format import FORMATS, Hints
from labelqa.model import Annotation, Image
from tests.formats.drawn import files
from tests.formats.taken import coco, entry, take

TIMES = st.sampled_from(["2026-11-02T09:14:03Z", "2026-11-03T00:00:00Z"])
WHO = st.sampled_from(["ana", "bo", 7, "x"])
IDS = st.sampled_from([0, 1, 2, 3])
NUMBERS = st.sampled_from([0, 0.25, 1, 3.5, 40, float("nan"), -2])
MORE = {
    "annotator": WHO,
    "attributes": st.fixed_dictionaries({"annotator": WHO}) | st.just({"occluded": None}),
    "score": st.floats(0, 1),
    "iscrowd": st.sampled_from([0, 1]),
    "updated_at": TIMES,
    "segmentation": st.sampled_from(
        [[], [[0, 0, 9, 0, 9, 9]], {"size": [2, 2], "counts": [0, 4]}, {"size": [2, 2], "counts": [9]}, [[1, 2]]]
    ),
    "keypoints": st.just([1, 2, 2]),
    "object_id": st.just("\ud800") | st.just(1 << 63),
    "colour": st.none(),
}
ENTRIES = st.fixed_dictionaries(
    {"image_id": IDS | IDS.map(str), "category_id": st.sampled_from([0, "0", 1])},
    optional={"bbox": st.lists(NUMBERS, min_size=4, max_size=4), **MORE},
)
RECORDS = st.fixed_dictionaries(
    {"file_name": st.sampled_from([f"{letter}.jpg" for letter in "abcdefghi"])},
    optional={
        "annotator": WHO,
        "rater_list": st.lists(WHO, max_size=2),
        "width": st.sampled_from([0, 5, 100]),
        "height": st.just(80),
    },
)
SUBMISSIONS = st.fixed_dictionaries(
    {"image_id": IDS, "annotator": WHO},
    optional={
        "kind": st.sampled_from(["person", "model", "truth"]),
        "submitted_at": TIMES,
        "n_objects": st.integers(0, 2),
        "origin": st.just("manual"),
        "cancelled": st.booleans(),
    },
)


@st.composite
def documents(draw):
    once = st.lists(RECORDS, min_size=4, max_size=6, unique_by=lambda row: row["file_name"])
    document = {
        "info": {"year": 2026},
        "images": [row | {"id": k} for k, row in enumerate(draw(once | st.lists(RECORDS, min_size=4, max_size=6)))],
        "categories": [{"id": 0, "name": "car"}, {"id": 1, "name": "man", "keypoints": ["nose"]}],
        "annotations": draw(st.lists(ENTRIES, max_size=12)),
    }
    if draw(st.booleans()):
        document["submissions"] = draw(st.lists(SUBMISSIONS, max_size=3))
    return {key: document[key] for key in draw(st.permutations(list(document)))}


def items(data, hints, *, whole):
    if whole:
        return list(FORMATS["coco"].read(io.BytesIO(data), hints))
    small = (patch.object(reader, "WHOLE", 0), patch.object(scattered, "BUCKETS", 3), patch.object(buckets, "HELD", 60))
    with small[0], small[1], small[2]:
        return list(FORMATS["coco"].read(io.BytesIO(data), hints))


@settings(max_examples=200)
@given(
    document=documents(),
    annotator=st.none() | st.just("ana"),
    empty=st.sampled_from(["answer", "unlabelled"]),
    image_id=st.sampled_from(["path", "id", "stem"]),
)
def test_both_ways_give_the_same_items(document, annotator, empty, image_id):
    data = json.dumps(document).encode()
    hints = Hints("x.json", "x", annotator=annotator, empty=empty, image_id=image_id)
    try:
        expected = items(data, hints, whole=True)
    except BadFile:
        with pytest.raises(BadFile):
            items(data, hints, whole=False)
        return
    found = items(data, hints, whole=False)
    assert Counter(map(repr, found)) == Counter(map(repr, expected))
    known = set()
    for item in found:
        if isinstance(item, Image):
            known.add(item.image_id)
        assert not isinstance(item, Annotation) or item.image_id in known


@given(files(boxes_only=True))
def test_what_is_written_is_read_back_whichever_way(written):
    out = io.BytesIO()
    formats.write(written, out, format="coco")
    found = items(out.getvalue(), Hints("x", "x"), whole=False)
    for sort in (Image, Annotation):
        assert Counter(repr_of(i) for i in found if isinstance(i, sort)) == Counter(
            repr_of(i) for i in written if isinstance(i, sort)
        )


def repr_of(item):
    return repr(item).partition(", place=")[0]


@pytest.fixture
def scarce(monkeypatch):
    monkeypatch.setattr(reader, "WHOLE", 0)


def test_bad_values_are_named_by_the_same_pointers(tmp_path, scarce):
    cases = [
        ({"images": ...}, "/images: is missing"),
        ({"annotations": ...}, "/annotations: is missing"),
        ({"images": {}}, "/images: an object is not a list"),
        ({"annotations": [7]}, "/annotations/0: 7 is not an object"),
        ({"annotations": [entry(), entry(image_id=9)]}, "/annotations/1/image_id: 9 is not the id of an image"),
        ({"annotations": [entry(bbox=[1, 2, "3", 4])]}, "/annotations/0/bbox/2: '3' is not a number"),
        ({"annotations": [entry(bbox=[0.1, 0.2, 0.3, 0.4])]}, "/annotations: every object lies between 0 and 1"),
        ({"images": [{"id": 0, "file_name": "a"}, {"id": 0, "file_name": "b"}]}, "/images/1/id: '0' is the id of /im"),
        ({"categories": [{"id": 0}]}, "/categories/0/name: null is not a text"),
        ({"submissions": [{"image_id": 0, "annotator": "a"}] * 2}, "/submissions/1: annotator 'a' answers image"),
    ]
    for changes, said in cases:
        with pytest.raises(BadFile) as caught:
            take(coco(tmp_path / "x.json", **changes), format="coco")
        assert said in caught.value.detail


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"image_id": 1}]', "bare list, as COCO results are"),
        (b"7", "7 is not an object with images"),
        (b'{"images": [', "it is not JSON from character 13"),
        (b'{"images": [], "annotations": [], "images": []}', "/images: comes a second time"),
    ],
)
def test_broken_files_are_refused_in_words(tmp_path, scarce, content, said):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=said):
        take(path, format="coco")


def test_a_file_without_annotations_is_one_all_the_same(tmp_path, scarce):
    assert len(take(coco(tmp_path / "x.json", annotations=[])).images) == 2


def test_a_large_file_is_not_held(tmp_path, monkeypatch):
    """What waits is on the disk: the files that hold it are as large as the rows, and gone afterwards."""
    monkeypatch.setattr(reader, "WHOLE", 0)
    monkeypatch.setattr(buckets, "HELD", 1000)
    path = coco(tmp_path / "x.json", annotations=[entry() for _ in range(2000)])
    written = []
    real = scattered.temporary_file

    def watched(folder):
        written.append(folder)
        return real(folder)

    monkeypatch.setattr(scattered, "temporary_file", watched)
    found = take(path, folder=tmp_path)
    assert len(found.annotations[0].objects) == 2000
    assert written == [tmp_path, tmp_path]
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
