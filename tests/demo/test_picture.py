"""The painted pictures show exactly the boxes that the truth set states."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labelqa.demo.picture import mask, paint
from labelqa.demo.scene import HEIGHT, LIGHTS, WIDTH, Scene, lay_out


def bounds(covered: np.ndarray) -> tuple[int, int, int, int]:
    ys, xs = np.nonzero(covered)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


def lit(light: str) -> Scene:
    return replace(lay_out("7:1"), light=light)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_boxes_fit_the_painted_objects_within_a_pixel(number: int) -> None:
    for thing in lay_out(f"any:{number}").things:
        x, y, w, h = thing.box
        assert bounds(np.asarray(mask(thing)) > 127) == pytest.approx((x, y, x + w, y + h), abs=1)


@given(st.integers(0, 1_000_000))
def test_things_stay_inside_the_picture_and_never_overlap(number: int) -> None:
    boxes = [thing.box for thing in lay_out(f"any:{number}").things]
    assert all(x >= 0 and y >= 0 and x + w <= WIDTH and y + h <= HEIGHT for x, y, w, h in boxes)
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(boxes, 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


@pytest.mark.parametrize("light", LIGHTS)
def test_taking_a_thing_away_changes_its_box_and_its_shadow_only(light: str) -> None:
    scene = lit(light)
    whole = np.asarray(paint(scene)).astype(int)
    for i, thing in enumerate(scene.things):
        without = paint(replace(scene, things=scene.things[:i] + scene.things[i + 1 :]))
        left, top, right, bottom = bounds(np.abs(whole - np.asarray(without)).max(axis=2) > 3)
        x, y, w, h = thing.box
        assert left >= x - 2
        assert top >= y - 2
        assert x + w - 2 <= right <= x + w + 14
        assert y + h - 2 <= bottom <= y + h + 16


def test_the_same_scene_gives_the_same_picture() -> None:
    first, second = (paint(lit("day")) for _ in range(2))
    assert first.size == (WIDTH, HEIGHT)
    assert first.tobytes() == second.tobytes()


def test_the_darker_the_label_the_darker_the_picture() -> None:
    day, dusk, night = (np.asarray(paint(lit(light))).mean() for light in LIGHTS)
    assert day > 1.2 * dusk
    assert dusk > 1.2 * night


def test_every_picture_carries_its_caption() -> None:
    corners = {light: paint(lit(light)).crop((WIDTH - 78, HEIGHT - 18, WIDTH, HEIGHT)) for light in LIGHTS}
    assert corners["day"].tobytes() == corners["night"].tobytes()
    assert (np.asarray(corners["day"].convert("L")) > 200).sum() > 60


def test_an_empty_scene_can_be_painted() -> None:
    assert isinstance(paint(lay_out("7:2", empty=True)), Image.Image)
