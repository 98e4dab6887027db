"""CVAT's XML: who drew is never guessed, every shape is read or counted, and what we write comes back."""

import io
import json
from collections import Counter
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.cli.files import Hints, label_files
from labelqa.errors import BadFile, LabelqaError
from labelqa.formats.cvat import masks
from labelqa.formats.cvat.strokes import BOX, RINGS
from labelqa.formats.format import ELLIPSE
from labelqa.formats.gaps import GUESSED, UNSIZED, UNTIMED
from labelqa.model import Annotation, Image, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.damage import damaged
from tests.formats.drawn import files
from tests.formats.drawn import masks as drawn_masks
from tests.formats.taken import read_back, sole, take

SAMPLES = [
    *("cvat-docs-mask", "cvat-job-attributes", "cvat-job-polyline", "cvat-job-rotated-tags"),
    *("cvat-job-skeletons", "cvat-job-video", "cvat-project", "cvat-project-same-names"),
]
TELLS = "names no annotator per shape"


def cvat(path, body, meta="<job><id>7</id><assignee><username>ana</username></assignee></job>"):
    head = f"<meta>{meta}</meta>" if meta else ""
    path.write_text(f'<?xml version="1.0"?><annotations><version>1.1</version>{head}{body}</annotations>')
    return path


def image(*shapes, name="a.jpg", number=0, more="", size='width="100" height="80"'):
    return f'<image id="{number}" name="{name}" {size} {more}>{"".join(shapes)}</image>'


def box(label="car", more='source="manual"', corners=(1.5, 2, 31.5, 42), inside=""):
    x1, y1, x2, y2 = corners
    return f'<box label="{label}" {more} xtl="{x1}" ytl="{y1}" xbr="{x2}" ybr="{y2}">{inside}</box>'


# What real files hold


@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_file_holds_what_was_counted_in_it(shared_data, name):
    folder = shared_data / "samples" / name
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "annotations.xml", empty="answer")
    objects = [o for a in found.annotations for o in a.objects or ()]
    assert len(found.images) == len({i.image_id for i in found.images}) == expected["image_keys_distinct"]
    assert len(found.images) == expected["images"]
    left_out = {k: n for k, n in found.skipped.items() if k != "answer that draws nothing readable"}
    assert left_out == expected["skipped"]
    assert len(objects) == sum(expected["objects"].values()) - sum(expected["skipped"].values())
    drawn = Counter(o.class_name for o in objects)
    assert all(drawn[label] <= count for label, count in expected["objects"].items())
    assert drawn.keys() <= expected["objects"].keys()
    assert Counter(label for a in found.annotations for label in a.labels or ()) == expected["image_labels"]
    declared = Counter(k for o in objects for k in o.attributes or () if "/" not in k)
    assert {k: n for k, n in declared.items() if k not in ("occluded", "z_order")} == expected["attributes"]
    assert sum(isinstance(o.shape, Turned) for o in objects) == expected["shapes"].get("box+rotation", 0)
    assert sum(isinstance(o.shape, Mask) for o in objects) == expected["shapes"].get("mask", 0)
    assert sum(isinstance(o.shape, Polygon) for o in objects) == expected["shapes"].get("polygon", 0)
    pointed = expected["shapes"].get("skeleton", 0) + expected["shapes"].get("points", 0)
    assert sum(isinstance(o.shape, Keypoints) for o in objects) == pointed
    for label, count in expected["undeclared_classes"].items():
        assert found.remarked(f"does not declare: '{label}' {count}")
    empty = sum(not a.objects and not a.labels for a in found.annotations)
    assert empty == expected["images_without_shapes"]
    assert not expected["tracks"]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_annotator_of_a_real_file_is_its_assignee_or_named_after_its_job(shared_data, name):
    folder = shared_data / "samples" / name
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "annotations.xml", empty="answer")
    assert {i.submitted_at for i in found.annotations} == {None}
    who = {a.annotator_id for a in found.annotations}
    if expected["assignee"]:
        assert who == {expected["assignee"]}
    else:
        assert len(who) == 1
        assert who.pop().startswith("cvat-job-")
    assert found.remarked(TELLS)


@pytest.mark.parametrize("name", SAMPLES)
def test_empty_frames_of_a_real_file_are_unlabelled_unless_the_user_says_otherwise(shared_data, name):
    folder = shared_data / "samples" / name
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "annotations.xml")
    assert not [a for a in found.annotations if not a.objects and not a.labels]
    empty = expected["images_without_shapes"]
    assert found.remarked(f"{empty} images without shapes or tags taken as unlabelled") is bool(empty)


def test_names_that_subsets_share_get_their_subset(shared_data):
    found = take(shared_data / "samples/cvat-project-same-names/annotations.xml")
    names = {f"{subset}/img{k}.jpg" for subset in ("Test", "Train", "Validation") for k in (0, 1)}
    assert {i.image_id for i in found.images} == names
    assert found.remarked("6 images have a file name that another task or subset has too")


def test_a_real_skeleton_has_points_named_by_its_elements(shared_data):
    found = take(shared_data / "samples/cvat-job-skeletons/annotations.xml")
    shapes = [o.shape for a in found.annotations for o in a.objects]
    assert {tuple(sorted(p.name for p in s.points)) for s in shapes} == {("1", "2", "3", "4")}
    assert not any(s.boxed for s in shapes)
    assert {o.attributes["3/attr"] for a in found.annotations for o in a.objects} <= {"val1", "val2"}


def test_the_mask_of_the_documentation_is_row_by_row_in_its_crop(shared_data):
    found = take(shared_data / "samples/cvat-docs-mask/annotations.xml")
    (drawn,) = [o for a in found.annotations for o in a.objects if isinstance(o.shape, Mask)]
    runs = [3, 5, 7, 7, 5, 9, 3, 11, 2, 11, 2, 12, 1, 12, 1, 26, 1, 12, 1, 12, 2, 11, 3, 9, 5, 7, 7, 5, 3]
    assert (drawn.shape.height, drawn.shape.width) == (1200, 1600)
    assert sum(drawn.shape.counts[1::2]) == sum(runs[1::2])
    assert drawn.corners == (707, 888, 720, 903)


# Who drew, when, and what was asked


def test_a_job_export_is_the_work_of_its_assignee_and_the_user_is_told(tmp_path):
    found = take(cvat(tmp_path / "x.xml", image(box()) + image(box(), name="b.jpg")))
    assert {a.annotator_id for a in found.annotations} == {"ana"}
    assert found.remarked(f"CVAT XML {TELLS}; all 2 images were attributed to the job's assignee, ana")
    assert found.remarks[UNTIMED] == 2
    assert found.remarks[GUESSED] == 2


def test_what_the_user_says_wins_over_the_assignee_and_ends_the_remarks(tmp_path):
    path = cvat(tmp_path / "x.xml", image(box()))
    found = take(path, annotator="bo", kind="truth", submitted_at=1793610843000)
    assert [(a.annotator_id, a.kind, a.submitted_at, a.origin) for a in found.annotations] == [
        ("bo", "truth", 1793610843000, None)
    ]
    assert not found.remarks


def test_files_of_one_name_are_the_work_of_their_assignees_all_the_same(tmp_path):
    paths = [tmp_path / folder / "annotations.xml" for folder in ("job7", "job8")]
    for path, who in zip(paths, ("ana", "bo"), strict=True):
        path.parent.mkdir()
        cvat(path, image(box()), f"<job><id>7</id><assignee><username>{who}</username></assignee></job>")
    sources = [file.source() for file in label_files(paths, Hints())]
    found = [item for source in sources for item in source.read()]
    assert [i.annotator_id for i in found if isinstance(i, Annotation)] == ["ana", "bo"]
    sources = [file.source() for file in label_files(paths, Hints(annotators=["cy"]))]
    found = [item for source in sources for item in source.read()]
    assert [i.annotator_id for i in found if isinstance(i, Annotation)] == ["cy", "cy"]


@pytest.mark.parametrize(
    ("meta", "who"),
    [
        ("<job><id>7</id><owner><username>boss</username></owner><assignee></assignee></job>", "cvat-job-7"),
        ("<task><id>9</id><owner><username>boss</username></owner></task>", "cvat-task-9"),
        ("<task><id>9</id><assignee><username>bo</username></assignee></task>", "bo"),
        ("<project><id>2</id><assignee><username>boss</username></assignee></project>", "cvat-project-2"),
        ("", "x"),
    ],
)
def test_the_owner_is_never_the_annotator(tmp_path, meta, who):
    found = take(cvat(tmp_path / "x.xml", image(box()), meta))
    assert [a.annotator_id for a in found.annotations] == [who]


@pytest.mark.parametrize("url", ["http://localhost:8080/?id=18", "http://localhost:8080/api/jobs/18"])
def test_the_job_of_an_old_export_stands_in_the_address_of_its_segment(tmp_path, url):
    meta = f"<task><id>14</id><segments><segment><id>3</id><url>{url}</url></segment></segments></task>"
    found = take(cvat(tmp_path / "x.xml", image(box()), meta))
    assert [a.annotator_id for a in found.annotations] == ["cvat-job-18"]


SEGMENT = "<segment><id>{0}</id><start>0</start><stop>1</stop><url>/api/jobs/{0}</url></segment>"


@pytest.mark.parametrize(
    ("inside", "merged"),
    [
        ("<overlap>5</overlap>", True),
        ("<segments>" + SEGMENT.format(1) + SEGMENT.format(2) + "</segments>", True),
        ("<overlap>0</overlap><segments>" + SEGMENT.format(1) + "</segments>", False),
    ],
)
def test_a_task_of_several_jobs_cannot_show_agreement_and_says_so(tmp_path, inside, merged):
    found = take(cvat(tmp_path / "x.xml", image(box()), f"<task><id>9</id>{inside}</task>"))
    assert found.remarked("no agreement can be computed from it") is merged


def test_a_project_is_the_work_of_its_tasks_assignees(tmp_path):
    task = "<task><id>{}</id><assignee><username>{}</username></assignee></task>"
    tasks = task.format(1, "ana") + task.format(2, "bo")
    body = "".join(image(box(), name=f"{k}.jpg", more=f'task_id="{k}"') for k in (1, 2, 3))
    found = take(cvat(tmp_path / "x.xml", body, f"<project><tasks>{tasks}</tasks></project>"))
    assert [a.annotator_id for a in found.annotations] == ["ana", "bo", "cvat-task-3"]


def test_the_source_of_shapes_tells_the_origin_of_an_answer(tmp_path):
    sources = {
        ("manual", "Manual"): "manual",
        ("manual", "semi-auto"): "ai_assisted",
        ("file", "AUTO"): "ai_assisted",
        ("manual", "file"): None,
        ("Ground truth",): None,
    }
    body = [
        image(*[box(more=f'source="{s}"') for s in given], name=f"{number}.jpg") for number, given in enumerate(sources)
    ]
    found = take(cvat(tmp_path / "x.xml", "".join([*body, image(box(more=""), name="none.jpg")])))
    assert [a.origin for a in found.annotations] == [*sources.values(), None]
    assert found.remarked("do not tell how they came about: none 1, 'Ground truth' 1, 'file' 2")


def test_shapes_of_a_merge_are_an_answer_of_their_own_and_never_a_persons(tmp_path):
    merged = box("bus", 'source="consensus"')
    path = cvat(tmp_path / "x.xml", image(box(), merged) + image(merged, name="b.jpg"))
    for options, kind in (({}, "model"), ({"kind": "person"}, "model"), ({"kind": "truth"}, "truth")):
        found = take(path, empty="answer", **options)
        assert [(a.image_id, a.annotator_id, [o.class_name for o in a.objects]) for a in found.annotations] == [
            ("a.jpg", "ana", ["car"]),
            ("a.jpg", "cvat-consensus", ["bus"]),
            ("b.jpg", "cvat-consensus", ["bus"]),
        ]
        assert {a.kind for a in found.annotations if a.annotator_id == "cvat-consensus"} == {kind}
        assert {a.origin for a in found.annotations if a.annotator_id == "cvat-consensus"} == {None}


def test_an_image_of_which_nothing_can_be_read_is_no_empty_answer(tmp_path):
    line = '<polyline label="road" points="1,2;3,4"/>'
    found = take(cvat(tmp_path / "x.xml", image(line) + image(name="b.jpg")), empty="answer")
    assert [(a.image_id, a.objects) for a in found.annotations] == [("b.jpg", ())]
    assert found.skipped == {"polyline": 1, "answer that draws nothing readable": 1}


def test_tags_alone_ask_for_no_boxes_and_shapes_alone_for_no_labels(tmp_path):
    tag = '<tag label="wet" source="manual"/>'
    path = cvat(tmp_path / "x.xml", image(tag, tag.replace("wet", "dark")) + image(box(), name="b.jpg"))
    assert [(a.objects is None, a.labels) for a in take(path).annotations] == [(True, ("wet", "dark")), (False, None)]
    assert take(path, empty="answer").annotations[0].objects == ()


# What is drawn


def test_a_rotation_turns_a_box_about_its_centre_and_a_skeleton_not_at_all(tmp_path):
    drawn = sole(take(cvat(tmp_path / "x.xml", image(box(more='rotation="90.00"')))))
    assert drawn.shape == Turned(1.5, 2, 30, 40, 90)
    assert drawn.corners == (-3.5, 7, 36.5, 37)
    states = ("", 'occluded="1"', 'outside="1"')
    points = "".join(f'<points label="{k}" points="{k}0,{k}5" {state}/>' for k, state in enumerate(states, 1))
    skeleton = f'<skeleton label="s" rotation="0.00" points="">{points}</skeleton>'
    drawn = sole(take(cvat(tmp_path / "x.xml", image(skeleton))))
    seen = (Keypoint("1", 10, 15, 2), Keypoint("2", 20, 25, 1), Keypoint("3", 30, 35, 0))
    assert drawn.shape == Keypoints(seen, False)


def test_an_ellipse_becomes_a_polygon_and_is_counted(tmp_path):
    ellipse = '<ellipse label="eye" cx="50" cy="40" rx="20" ry="10" rotation="90"/>'
    found = take(cvat(tmp_path / "x.xml", image(ellipse)))
    assert len(sole(found).shape.rings[0]) == 128
    assert sole(found).corners == pytest.approx((40, 20, 60, 60))
    assert found.remarks[ELLIPSE] == 1


def test_points_outside_a_skeleton_are_keypoints_without_names(tmp_path):
    drawn = sole(take(cvat(tmp_path / "x.xml", image('<points label="wheel" points="1,2;30,4"/>'))))
    assert drawn.shape == Keypoints((Keypoint("", 1, 2, 2), Keypoint("", 30, 4, 2)), False)


def test_what_cannot_be_compared_is_left_out_and_counted(tmp_path):
    cuboid = '<cuboid label="car" xtl1="1"/>'
    shapes = [cuboid, "<star/>", box(corners=(5, 5, 5, 9)), '<polygon label="a" points="1,2;3"/>', box()]
    mask = '<mask label="a" rle="3,2" left="0" top="0" width="2" height="2"/>'
    found = take(cvat(tmp_path / "x.xml", image(*shapes, mask, '<tag label=""/>') + "<extra/>"))
    assert found.skipped == {
        "cuboid": 1,
        "element that is no shape known here": 1,
        "degenerate box": 1,
        "polygon that cannot be read": 1,
        "mask that cannot be read": 1,
        "tag without a label": 1,
        "element that is not read": 1,
    }
    assert sole(found).class_name == "car"


def test_attributes_of_a_label_named_as_cvats_own_are_both_kept(tmp_path):
    inside = '<attribute name="occluded">partly</attribute><attribute name="color"></attribute>'
    drawn = sole(
        take(cvat(tmp_path / "x.xml", image(box(more='occluded="1" z_order="3" group_id="2"', inside=inside))))
    )
    assert drawn.attributes == {"occluded": "partly", "color": "", "cvat_occluded": True, "z_order": 3, "group_id": 2}


def test_names_are_never_trimmed_and_an_empty_one_is_reported(tmp_path):
    found = take(cvat(tmp_path / "x.xml", image(box("big  car "), box(""))))
    assert [o.class_name for o in found.annotations[0].objects] == ["big  car ", "(none)"]
    assert found.remarked("1 shapes have an empty label")


def test_a_mask_needs_no_size_of_its_image_and_asks_the_project_for_it(tmp_path):
    mask = '<mask label="a" rle="1, 3" left="3" top="1" width="2" height="2"/>'
    path = cvat(tmp_path / "x.xml", image(mask, size=""))
    assert sole(take(path)).shape == Mask(3, 5, (11, 1, 1, 2))
    assert sole(take(path, sizes=lambda _: (6, 4))).shape == Mask(4, 6, (14, 1, 2, 2, 5))
    assert take(path).remarks[UNSIZED] == 1
    assert take(path, sizes=lambda _: (6, 4)).images[0] == Image("a.jpg", 6, 4)


@given(drawn_masks(), st.integers(0, 3), st.integers(0, 3))
def test_a_mask_survives_being_cut_out_and_put_back(mask, below, right):
    if not sum(mask.counts[1::2]):
        return
    crop = masks.cropped(mask)
    assert sum(crop[0]) == crop[3] * crop[4]
    assert masks.placed(crop, (mask.width, mask.height)) == canonical(mask)
    wider = masks.placed(crop, (mask.width + right, mask.height + below))
    assert (wider.width, wider.height) == (mask.width + right, mask.height + below)
    assert masks.cropped(wider) == crop


# Which image


def test_the_file_name_is_the_id_and_the_user_may_take_another(tmp_path):
    task = "<task><id>9</id></task>"
    path = cvat(tmp_path / "x.xml", image(box(), name="cam1/a.jpg", number=4), task)
    names = {"path": "cam1/a.jpg", "name": "a.jpg", "stem": "a", "id": "4", "task": "9/cam1/a.jpg"}
    assert {k: take(path, image_id=k).images[0].image_id for k in names} == names


def test_tasks_tell_apart_what_subsets_do_not(tmp_path):
    body = "".join(image(box(), more=f'task_id="{k}" subset="Train"') for k in (1, 2))
    found = take(cvat(tmp_path / "x.xml", body + image(box(), name="b.jpg", more='task_id="1" subset="Train"'), ""))
    assert [i.image_id for i in found.images] == ["1/a.jpg", "2/a.jpg", "b.jpg"]


def test_two_images_that_would_get_one_id_are_refused(tmp_path):
    path = cvat(tmp_path / "x.xml", image(name="1/a.jpg") + image(name="2/a.jpg"))
    with pytest.raises(BadFile, match=r"'1/a.jpg' and '2/a.jpg' would both be image 'a.jpg'; take other ids with --im"):
        take(path, image_id="name")
    with pytest.raises(BadFile, match="this export names no task"):
        take(path, image_id="task")


def test_an_image_that_comes_again_is_counted_and_the_first_one_counts(tmp_path):
    found = take(cvat(tmp_path / "x.xml", image(box("car")) + image(box("bus"))))
    assert sole(found).class_name == "car"
    assert found.skipped == {"image that comes again in the file": 1}


def test_frames_of_a_video_exported_as_images_know_their_place(tmp_path):
    meta = "<task><id>9</id><name>street</name><mode>interpolation</mode></task>"
    found = take(cvat(tmp_path / "x.xml", image(box(), name="frame_000007", number=7), meta))
    assert found.images == [Image("frame_000007", 100, 80, video="street", frame=7)]
    assert found.remarked("1 frames of a video are named frame_000000 and on")


# Tracks

FILM = """<job><id>7</id><mode>interpolation</mode><start_frame>{}</start_frame><stop_frame>{}</stop_frame>
<frame_filter>{}</frame_filter><assignee><username>ana</username></assignee></job>
<original_size><width>200</width><height>100</height></original_size>"""


def track(*entries, more='id="3" label="car" source="manual"'):
    return f"<track {more}>{''.join(entries)}</track>"


def entry(frame, x=0.0, *, keyframe=1, outside=0, more="", inside=""):
    corners = f'xtl="{x}" ytl="0" xbr="{x + 10}" ybr="10"'
    state = f'frame="{frame}" keyframe="{keyframe}" outside="{outside}" {more}'
    return f"<box {state} {corners}>{inside}</box>"


def boxes(found):
    return {
        i.frame: [o.x for a in found.annotations if a.image_id == i.image_id for o in a.objects or ()]
        for i in found.images
    }


def film(path, *tracks, first=0, last=5, step=""):
    return cvat(path, "".join(tracks), FILM.format(first, last, step))


def test_a_track_is_interpolated_until_it_is_taken_away(tmp_path):
    found = take(film(tmp_path / "x.xml", track(entry(1, 0), entry(3, 20), entry(4, 20, outside=1))))
    assert boxes(found) == {0: [], 1: [0], 2: [10], 3: [20], 4: [], 5: []}
    assert found.images[2] == Image("frame_000002", 200, 100, video="job-7", frame=2)
    assert {o.track_id for a in found.annotations for o in a.objects} == {"3"}
    assert found.remarked("all 3 images were attributed to the job's assignee, ana")
    assert found.remarked("3 images without shapes or tags taken as unlabelled")


def test_the_last_keyframe_of_a_track_holds_until_the_job_ends(tmp_path):
    found = take(film(tmp_path / "x.xml", track(entry(2, 7))))
    assert boxes(found) == {0: [], 1: [], 2: [7], 3: [7], 4: [7], 5: [7]}


def test_a_gap_that_cvat_itself_left_in_a_track_is_not_filled(tmp_path):
    found = take(film(tmp_path / "x.xml", track(entry(0, 0), entry(1, 5, keyframe=0), entry(4, 20))))
    assert boxes(found) == {0: [0], 1: [5], 2: [], 3: [], 4: [20], 5: []}


def test_a_single_shape_on_the_last_frame_but_one_stays_there(tmp_path):
    assert boxes(take(film(tmp_path / "x.xml", track(entry(4, 1)))))[5] == []


def test_frames_of_other_jobs_are_counted_and_those_of_this_one_may_have_gaps(tmp_path):
    found = take(film(tmp_path / "x.xml", track(entry(5, 0), entry(20, 15)), first=10, last=19, step="step=3"))
    assert boxes(found) == {10: [5], 13: [8], 16: [11], 19: [14]}
    assert found.skipped == {"shape on a frame that is none of its job's": 1}


def test_attributes_and_rotation_follow_a_track_the_shorter_way(tmp_path):
    inside = '<attribute name="colour">red</attribute>'
    first = entry(0, more='rotation="350" occluded="1"', inside=inside)
    found = take(film(tmp_path / "x.xml", track(first, entry(2, more='rotation="10"'), entry(3, outside=1))))
    shapes = [a.objects[0] for a in found.annotations]
    assert [None if o.shape is None else o.shape.degrees for o in shapes] == [350, None, 10]
    assert shapes[1].attributes == {"colour": "red", "occluded": True}


def test_polygons_and_skeletons_of_tracks_move_and_several_points_stay(tmp_path):
    def polygon(frame, points):
        return f'<polygon frame="{frame}" points="{points}"/>'

    def skeleton(frame, x, absent=0):
        point = '<points label="{}" outside="{}" points="{},{}"/>'
        joints = point.format("a", absent, x, 0) + point.format("b", absent, x + 9, 9)
        return f'<skeleton frame="{frame}">{joints}</skeleton>'

    moving = track(polygon(0, "0,0;10,0;0,10"), polygon(2, "4,0;14,0;4,10"), polygon(4, "0,0;9,0;9,9;0,9"))
    found = take(film(tmp_path / "x.xml", moving, last=4))
    assert [a.objects[0].x for a in found.annotations] == [0, 2, 4, 2, 0]
    assert not found.remarked("could not be interpolated")
    several = [f'<points frame="{frame}" points="{x},0;{x + 9},9"/>' for frame, x in ((0, 0), (2, 8))]
    found = take(film(tmp_path / "x.xml", track(*several), last=2))
    assert [a.objects[0].x for a in found.annotations] == [0, 0, 8]
    assert found.remarked("on 1 frames between two keyframes a shape could not be interpolated")
    found = take(film(tmp_path / "x.xml", track(skeleton(0, 0), skeleton(2, 8), skeleton(3, 8, absent=1))))
    assert boxes(found) == {0: [0], 1: [4], 2: [8], 3: [], 4: [], 5: []}


def test_a_mask_of_a_track_is_only_where_it_was_drawn(tmp_path):
    mask = '<mask frame="1" rle="0, 4" left="0" top="0" width="2" height="2"/>'
    assert boxes(take(film(tmp_path / "x.xml", track(mask)))) == {0: [], 1: [0], 2: [], 3: [], 4: [], 5: []}


def test_empty_frames_of_a_track_are_answers_if_the_user_says_so(tmp_path):
    found = take(film(tmp_path / "x.xml", track(entry(5, 1))), empty="answer")
    assert [len(a.objects) for a in found.annotations] == [0, 0, 0, 0, 0, 1]


def test_videos_of_a_project_are_told_apart_by_their_tasks(tmp_path):
    task = "<task><id>{}</id><name>{}</name><mode>interpolation</mode><start_frame>0</start_frame>"
    tasks = "".join(task.format(k, f"v{k}") + "<stop_frame>1</stop_frame></task>" for k in (1, 2))
    body = "".join(track(entry(k - 1, k), more=f'id="{k}" label="car" task_id="{k}"') for k in (1, 2))
    found = take(cvat(tmp_path / "x.xml", body, f"<project><tasks>{tasks}</tasks></project>"))
    assert [(i.image_id, i.video) for i in found.images] == [
        ("1/frame_000000", "v1"),
        ("1/frame_000001", "v1"),
        ("2/frame_000000", "v2"),
        ("2/frame_000001", "v2"),
    ]


def test_a_track_that_nothing_bounds_ends_with_its_last_entry(tmp_path):
    found = take(cvat(tmp_path / "x.xml", track(entry(5, 0), entry(7, 4)), ""))
    assert boxes(found) == {5: [0], 6: [2], 7: [4]}
    with pytest.raises(BadFile, match="speaks of 2,000,000,001 frames; 1,000,000 is the most"):
        take(cvat(tmp_path / "x.xml", track(entry(0, 0), entry(2_000_000_000, 4)), ""))
    with pytest.raises(BadFile, match="speaks of 2,000,000,001 frames"):
        take(film(tmp_path / "x.xml", track(entry(0, 0)), last=2_000_000_000))


# Broken files


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (image(box(corners=("x", 2, 3, 4))), "/image[1]/box[1]/@xtl: 'x' is not a number"),
        (image(box(), '<box label="a"/>'), "/image[1]/box[2]/@xtl: is missing"),
        (image('<box xtl="1" ytl="1" xbr="2" ybr="2"/>'), "/image[1]/box[1]/@label: is missing"),
        (image(box(more='rotation="400"')), "/image[1]/box[1]/@rotation: 400.0 is not between -360 and 360"),
        (image(box(more='occluded="maybe"')), "/image[1]/box[1]/@occluded: 'maybe' is neither 0 nor 1"),
        (image(size='width="-1" height="2"'), "/image[1]/@width: -1.0 is not between 0 and 1000000"),
        ('<image id="0"/>', "/image[1]/@name: is missing"),
        (image(box(corners=(0, 0, 0.5, 1))), "every object lies between 0 and 1"),
        (track('<box xtl="1"/>'), "/track[1]/box[1]/@frame: is missing"),
        (image(box()) + "<image", "it is no XML from here on"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(tmp_path, body, said):
    path = cvat(tmp_path / "x.xml", body)
    with pytest.raises(BadFile) as caught:
        take(path, format="cvat")
    assert "x.xml" in caught.value.detail
    assert said in caught.value.detail


def test_a_document_with_entities_is_refused(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text('<!DOCTYPE annotations [<!ENTITY a "b">]><annotations><meta/><image name="&a;"/></annotations>')
    with pytest.raises(BadFile, match="has a document type or entities of its own"):
        take(path, format="cvat")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_ends_in_anything_but_our_own_errors(data, tmp_path):
    shapes = [box(inside='<attribute name="a" labelqa="json">[1]</attribute>'), '<tag label="wet"/>']
    shapes += ['<mask label="a" rle="1, 3" left="3" top="1" width="2" height="2"/>']
    shapes += ['<skeleton label="s"><points label="1" points="1,2"/><points label="2" points="8,9"/></skeleton>']
    body = image(*shapes, '<polygon label="a" points="1,2;3,4;5,0"/>') + track(entry(1), entry(3, 20))
    content = cvat(tmp_path / "x.xml", body, FILM.format(0, 5, "step=2")).read_bytes()
    path = tmp_path / "damaged.xml"
    path.write_bytes(damaged(content, data))
    try:
        take(path, format="cvat")
    except LabelqaError as error:
        error.detail.encode()


# What we write


def canonical(shape):
    """A mask without runs of no pixels: many lists of runs paint the same."""
    if not isinstance(shape, Mask):
        return shape
    counts = [shape.counts[0]]
    for k, count in enumerate(shape.counts[1:], 1):
        if count or k % 2 == 0 or k == 1:
            counts.append(count)
    while len(counts) > 1 and not counts[-1]:
        counts.pop()
    return Mask(shape.height, shape.width, tuple(counts))


def kept(annotation):
    """What a CVAT file can hold of an answer."""
    objects = annotation.objects
    if objects is not None:
        objects = tuple(replace(o, shape=canonical(o.shape)) for o in objects)
    return replace(annotation, submitted_at=None, seconds=None, revision=None, reviews=(), objects=objects, place="")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files().filter(lambda items: not {"\ufffe", "\uffff"} & set(repr(items))))
def test_what_is_written_is_read_back_to_the_last_digit(tmp_path, items):
    given_ = [kept(i) for i in items if isinstance(i, Annotation) and not i.cancelled]
    losses, found = read_back(items, tmp_path / "x.zip", "cvat")
    assert Counter(map(repr, map(kept, found.annotations))) == Counter(map(repr, given_))
    answered = {a.image_id for a in given_}
    assert set(found.images) == {i for i in items if isinstance(i, Image) and i.image_id in answered}
    assert not found.skipped
    lost = {"time of an answer", "time spent on an answer", "number of a revision", "review", "skipped image"}
    assert losses.keys() <= {*lost, "image without an annotation", BOX, RINGS}


def test_every_annotator_gets_a_file_that_names_them_and_their_kind(tmp_path):
    drawn = (Object("car", 0.1, 2, 0.7, 4, 0.5, "r7", {"occluded": True, "n": [1, None]}),)
    answers = [Annotation("a.jpg", "team/ana", "person", None, (), origin="manual")]
    answers += [
        Annotation("a.jpg", "net", "model", None, drawn),
        Annotation("a.jpg", "gt", "truth", None, None, ("wet",)),
    ]
    losses, found = read_back([Image("a.jpg", 10, 8), *answers], tmp_path / "x.zip", "cvat")
    assert losses == {}
    assert sorted(found.annotations, key=lambda a: a.annotator_id) == sorted(answers, key=lambda a: a.annotator_id)
    assert not found.remarked(TELLS)
    with ZipFile(tmp_path / "x.zip") as packed:
        assert packed.namelist() == ["team/ana.xml", "net.xml", "gt.xml"]
        assert b"<username>team/ana</username>" in packed.read("team/ana.xml")


def test_our_own_file_names_its_annotator_whatever_the_user_says(tmp_path):
    items = [
        Image("a.jpg", 10, 8),
        Annotation("a.jpg", "ana", "person", None, ()),
        Annotation("a.jpg", "bo", "truth", None, ()),
    ]
    _, found = read_back(items, tmp_path / "x.zip", "cvat", annotator="cy")
    assert {(a.annotator_id, a.kind) for a in found.annotations} == {("ana", "person"), ("bo", "truth")}


def test_what_cvat_cannot_hold_is_counted(tmp_path):
    rings = Polygon(((0.0, 0.0, 9.0, 0.0, 9.0, 9.0), (20.0, 0.0, 29.0, 0.0, 29.0, 9.0)))
    points = Keypoints((Keypoint("nose", 1.0, 1.0, 2),), True)
    objects = (
        Object("a", 0, 0, 29, 9, shape=rings),
        Object("b", 0, 0, 9, 9, shape=points),
        Object("c\uffff", 0, 0, 9, 9),
    )
    review = Review("a", "ana", "approved")
    items = [
        Image("a", uri="s3://x/a", batch="b"),
        Image("b"),
        Annotation("a", "ana", "person", 2, objects, seconds=4.0, revision=2, reviews=(review,)),
        Annotation("a", "ana", "person", 1, (), revision=1),
        Annotation("a", "bo", "person", 1, None, cancelled=True),
    ]
    losses, _ = read_back(items, tmp_path / "x.zip", "cvat")
    assert losses == {
        "address of an image": 1,
        "batch of an image": 1,
        "image without an annotation": 1,
        "older revision of an answer": 1,
        "review": 1,
        "skipped image": 1,
        "time of an answer": 1,
        "time spent on an answer": 1,
        "number of a revision": 1,
        "character that XML cannot hold": 2,
        RINGS: 1,
        BOX: 1,
    }


def test_the_same_labels_give_the_same_bytes():
    items = [Image("a", 9, 9), Annotation("a", "ana", "person", None, (Object("car", 1, 2, 3, 4),))]
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        formats.write(items, out, format="cvat")
    assert first.getvalue() == second.getvalue()
