"""Whatever a file holds, a reader raises our own errors, names the file, and does not hang or fall over."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.errors import LabelqaError
from labelqa.formats import FORMATS
from tests.formats import label_studio_files as ls
from tests.formats import tools
from tests.formats.taken import coco, row, take

READ = [name for name, found in FORMATS.items() if found.reads]
VOCABULARY = """
image_id annotator_id annotations objects labels label classes categories images meta metadata instances item
slots data data_row projects experiments runs predictions frames name id points type size width height tags
bitmap origin exterior interior nodes loc box bbox polygon path paths mask rle counts segmentation keypoints x
y w h x1 y1 x2 y2 bounding_box ellipse center radius angle raster_layer dense_rle classTitle geometryType
labelerLogin createdAt updatedAt created_at created_by createdBy author email labelType jsonResponse
externalId resolution boundingPoly normalizedVertices children job text mid version result value from_name
to_name original_width rectanglelabels completed_by reviews status className classId probability attributes
annotators inference confidence model file_name
"""
WORDS = VOCABULARY.split()
HOSTILE = st.one_of(
    st.sampled_from(
        [None, True, 0, -1, 1.5, 10**30, 1e308, -1e308, float("nan"), float("inf"), "", "x", "\ud800", "\x00", [], {}]
    ),
    st.sampled_from(["2024-01-01T00:00:00Z", "2024-13-45", "a" * 600, [[[[]]]], [None], {"": None}, [0, 0, 0, 0]]),
    st.sampled_from(WORDS),
)
JSON = st.recursive(
    HOSTILE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
)
SEEDS = {
    "labelbox": tools.labelbox(
        tools.labelbox_label(
            annotations={
                "objects": [
                    tools.labelbox_object(),
                    tools.labelbox_object(
                        bounding_box=..., polygon=[{"x": 1, "y": 2}, {"x": 9, "y": 2}, {"x": 9, "y": 9}]
                    ),
                ],
                "classifications": [{"name": "time", "radio_answer": {"name": "night", "classifications": []}}],
            },
        ),
        project={
            "project_details": {"workflow_history": [{"action": "Approve", "created_at": "2024-04-09T00:00:00Z"}]}
        },
        experiments={"e": {"runs": {"r": {"name": "net", "predictions": [tools.labelbox_label()], "labels": [{}]}}}},
    ),
    "darwin": tools.darwin(
        tools.darwin_annotation(),
        tools.darwin_annotation(id="m", mask={}, bounding_box=...),
        tools.darwin_annotation(raster_layer={"dense_rle": [0, 7999, 1, 1], "mask_annotation_ids_mapping": {"m": 1}}),
        tools.darwin_annotation(
            bounding_box=..., ellipse={"center": {"x": 5, "y": 5}, "radius": {"x": 3, "y": 2}, "angle": 0.3}
        ),
        tools.darwin_annotation(
            bounding_box=..., skeleton={"nodes": [{"name": "a", "x": 1, "y": 2, "occluded": True}]}
        ),
    ),
    "supervisely": tools.supervisely(
        tools.supervisely_object(),
        tools.supervisely_object(
            geometryType="bitmap", bitmap={"origin": [3, 4], "data": tools.bitmap([[1, 0], [1, 1]])}
        ),
        tools.supervisely_object(geometryType="graph", nodes={"n1": {"loc": [1, 2]}, "n2": {"loc": [9, 9]}}),
        tools.supervisely_object(geometryType="multipolygon", parts=[{"exterior": [[0, 0], [9, 0], [9, 9]]}]),
        tags=[{"name": "night", "value": "yes", "labelerLogin": "ana"}],
    ),
    "superannotate": tools.superannotate(
        tools.superannotate_instance(),
        tools.superannotate_instance(type="polygon", points=[0, 0, 9, 0, 9, 9], exclude=[[1, 1, 2, 1, 2, 2]]),
        tools.superannotate_instance(type="ellipse", cx=5, cy=5, rx=3, ry=2, angle=10),
        tools.superannotate_instance(type="template", points=[{"id": 1, "x": 1, "y": 2}, {"id": 2, "x": 8, "y": 9}]),
        qaEmail="qa@example.com",
        lastAction={"email": "qa@example.com", "timestamp": 1637306216},
    ),
    "label-studio": [
        ls.task(
            ls.answer(
                ls.region(origin="manual", meta={"text": ["x"]}),
                ls.choice("small", id="r1"),
                ls.shape("polygonlabels", "r2", points=[[1, 1], [20, 2], [3, 30]], closed=True),
                ls.shape("keypointlabels", "k", x=6, y=21, width=1) | {"parentID": "r1"},
                ls.shape("ellipselabels", "e", x=20, y=20, radiusX=5, radiusY=4, rotation=3),
                ls.shape("brushlabels", "b", format="rle", rle=[0, 0, 0, 1, 2, 3]),
                ls.choice("day"),
                {"type": "relation", "from_id": "r1", "to_id": "r2"},
                reviews=[{"accepted": False, "created_by": {"id": 2}, "created_at": "2026-11-03T00:00:00Z"}],
            ),
            predictions=[ls.prediction(ls.region())],
        )
    ],
    "kili": [
        tools.kili(
            tools.kili_label(tools.kili_object(), job={"CLASS": {"categories": [{"name": "DAY"}]}}),
            tools.kili_label(tools.kili_object(type="semantic"), labelType="REVIEW", id="l2"),
            tools.kili_label(tools.kili_object(), labelType="PREDICTION", modelName="net"),
        )
    ],
}


def attempt(path, name):
    detail = path.name
    try:
        take(path, format=name)
    except LabelqaError as error:
        detail = error.detail
    assert path.name.encode() in detail.encode()


@pytest.mark.parametrize("name", READ)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=JSON)
def test_any_json_is_read_or_refused_in_our_words(name, document, tmp_path):
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(document))
    attempt(path, name)


@pytest.mark.parametrize("name", READ)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused_in_our_words(name, content, tmp_path):
    path = tmp_path / "labels.json"
    path.write_bytes(content)
    attempt(path, name)


def places(value, found=()):
    """Every place in a document, by the keys that lead there."""
    yield found
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*found, key))


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_wrong_value_anywhere_is_read_or_refused_in_our_words(name, data, tmp_path):
    document = copy.deepcopy(SEEDS[name])
    where = data.draw(st.sampled_from([p for p in places(document) if p]))
    holder = document
    for key in where[:-1]:
        holder = holder[key]
    holder[where[-1]] = data.draw(HOSTILE | JSON)
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(document))
    attempt(path, name)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_the_documents_that_are_spoilt_are_good_ones(name, tmp_path):
    path = tools.saved(tmp_path / "labels.json", SEEDS[name])
    assert take(path, format=name).annotations
    assert take(path).annotations  # and their format is told from their content


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("nested", ["[" * 100_000, '{"objects":' * 5_000, "[" * 5_000 + "]" * 5_000])
def test_deep_nesting_is_refused(name, nested, tmp_path):
    path = tmp_path / "labels.json"
    path.write_text(nested)
    attempt(path, name)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_a_file_that_breaks_off_is_refused(name, tmp_path):
    text = json.dumps(SEEDS[name])
    for cut in (1, len(text) // 3, len(text) // 2, len(text) - 1):
        path = tmp_path / "labels.json"
        path.write_text(text[:cut])
        with pytest.raises(LabelqaError, match=r"labels\.json"):
            take(path, format=name)


def test_no_seed_is_taken_for_another_format(tmp_path):
    seeds = {name: tools.saved(tmp_path / f"{name}.json", seed) for name, seed in SEEDS.items()}
    seeds["coco"] = coco(tmp_path / "coco.json")
    seeds["native"] = tools.saved(tmp_path / "native.json", row())
    for name, path in seeds.items():
        head = path.read_bytes()
        assert [other for other in READ if FORMATS[other].sniff(head)] == [name]
