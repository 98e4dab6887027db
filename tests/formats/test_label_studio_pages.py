"""Which images a task of Label Studio is about, and what they are called."""

import base64
import json

import pytest

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.label_studio import answers, regions
from labelqa.formats.label_studio.pages import address_id
from tests.formats.label_studio_files import answer, choice, region, saved, taken, task
from tests.formats.taken import take

PROXIED = base64.urlsafe_b64encode(b"s3://bucket/cam1/17.jpg").decode().rstrip("=")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://pics.example/cam1/17.jpg?X-Amz-Signature=abc", "cam1/17.jpg"),
        ("s3://bucket/cam1/17.jpg", "cam1/17.jpg"),
        ("/data/upload/1/0a1b-17.jpg", "/data/upload/1/0a1b-17.jpg"),
        ("/data/local-files/?d=cam1/17.jpg", "cam1/17.jpg"),
        ("https://tool.example/data/local-files/?d=lot%201/17.jpg", "lot 1/17.jpg"),
        (f"/tasks/5/resolve/?fileuri={PROXIED}", "cam1/17.jpg"),
        (f"https://tool.example/tasks/5/presign/?fileuri={PROXIED}", "cam1/17.jpg"),
        ("/tasks/5/resolve/?fileuri=%ff", "/tasks/5/resolve/"),
        ("cam1/17.jpg", "cam1/17.jpg"),
        ("data:image/png;base64,AAAA", None),
    ],
)
def test_an_image_is_known_by_its_path_without_host_query_and_signature(address, path):
    assert address_id(address) == path


@pytest.mark.parametrize(
    ("part", "image_id"), [("path", "cam1/17.jpg"), ("name", "17.jpg"), ("stem", "17"), ("task", "3"), ("id", "3")]
)
def test_the_user_says_which_part_is_the_id(tmp_path, part, image_id):
    data = {"image": "https://pics.example/cam1/17.jpg?sig=1"}
    assert [i.image_id for i in taken(tmp_path, task(data=data), image_id=part).images] == [image_id]


def test_a_picture_within_the_file_is_known_by_its_task(tmp_path):
    data = {"image": "data:image/png;base64,AAAA"}
    assert [i.image_id for i in taken(tmp_path, task(data=data)).images] == ["3"]
    with pytest.raises(BadFile, match=r"/0/id: is missing"):
        taken(tmp_path, task(data=data, id=...))


@pytest.mark.parametrize(
    "data",
    [
        {"image": "a.jpg", "text": "see b", "audio": "https://x/c.wav"},
        {"image": "/image1", "id": 7},
        {"image": ["a.jpg"], "name": "lot"},
    ],
)
def test_the_only_value_that_looks_like_an_image_is_it(tmp_path, data):
    assert len(taken(tmp_path, task(data=data)).images) == 1


def test_the_user_names_the_key_of_the_image(tmp_path):
    data = {"a": "a.jpg", "b": "b.jpg"}
    assert [i.image_id for i in taken(tmp_path, task(data=data), image_key="b").images] == ["b.jpg"]
    with pytest.raises(BadFile, match="has no key 'c'; it has 'a', 'b'"):
        taken(tmp_path, task(data=data), image_key="c")
    with pytest.raises(BadFile, match="has several keys whose value looks like an image"):
        taken(tmp_path, task(data=data))


def test_each_page_of_a_task_is_an_image_of_its_own(tmp_path):
    rows = [region(to_name="page_1"), region(id="r2", item_index=0), region(id="r3", to_name="page_9")]
    found = taken(tmp_path, task(answer(*rows), data={"pages": ["a.jpg", "b.jpg"]}))
    assert [(a.image_id, [o.object_id for o in a.objects], a.seconds) for a in found.annotations] == [
        ("a.jpg", ["r2"], None),
        ("b.jpg", ["r1"], None),
    ]
    assert found.skipped == {regions.ELSEWHERE: 1}
    assert found.remarks == {answers.SHARED: 1}
    by_task = taken(tmp_path, task(data={"pages": ["a.jpg", "b.jpg"]}), image_id="task")
    assert [i.image_id for i in by_task.images] == ["3/0", "3/1"]


def test_several_images_of_a_config_and_those_of_a_repeater_are_told_apart(tmp_path):
    saved(
        tmp_path / "tasks.json",
        task(
            answer(region(to_name="left"), region(id="r2", to_name="right"), choice("wet", to_name="words")),
            data={"l": "l.jpg", "r": "r.jpg", "text": "x"},
        ),
    )
    controls = '<RectangleLabels name="box" toName="left"/><RectangleLabels name="b" toName="right"/>'
    images = '<Image name="left" value="$l"/><Image name="right" value="$r"/><Text name="words" value="$text"/>'
    (tmp_path / "config.xml").write_text(f"<View>{images}{controls}</View>")
    found = take(tmp_path)
    assert [(a.image_id, len(a.objects), a.labels) for a in found.annotations] == [
        ("l.jpg", 1, None),
        ("r.jpg", 1, None),
    ]
    assert found.skipped == {regions.ELSEWHERE: 1}
    paged = task(answer(region(to_name="page_1")), data={"pages": ["a.jpg", "b.jpg"], "x": "c.jpg"})
    (tmp_path / "tasks.json").write_text(json.dumps([paged]))
    repeated = '<Repeater on="$pages"><Image name="page_{{idx}}" value="$pages[{{idx}}]"/></Repeater>'
    (tmp_path / "config.xml").write_text(f"<View>{repeated}</View>")
    assert [(a.image_id, len(a.objects)) for a in take(tmp_path).annotations] == [("a.jpg", 0), ("b.jpg", 1)]


def test_choices_for_each_region_ask_for_no_labels_of_the_image(tmp_path):
    saved(tmp_path / "tasks.json", task(answer()))
    config = '<View><Image name="i" value="$image"/><Choices name="c" toName="i"{}/></View>'
    (tmp_path / "config.xml").write_text(config.format(' perRegion="true"'))
    assert [(a.objects, a.labels) for a in take(tmp_path).annotations] == [((), None)]
    (tmp_path / "config.xml").write_text(config.format(""))
    assert [(a.objects, a.labels) for a in take(tmp_path).annotations] == [(None, ())]


def test_a_task_whose_data_holds_a_list_named_images_is_not_taken_for_coco(tmp_path):
    path = tmp_path / "task.json"
    path.write_text(json.dumps(task(data={"images": ["a.jpg", "b.jpg"]})))
    assert formats.detect(path) == "label-studio"
