"""The simulated annotators: each has one habit that a quality report ought to find, and its size is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from labelqa.demo.scene import HEIGHT, SHARES, WIDTH, Box, Scene, Thing
from labelqa.model import Kind, Object

SMALL = 32 * 32
"""Area in square pixels below which an object is small (as COCO has it)."""
GROWTH = 0.14
"""What the new guideline adds on every side, as a share of the object's size, in the eyes of those who follow it."""
FOLLOWERS = ("bo", "dia")
"""Who draws larger boxes after the guideline changed; the others go on as before."""

Fault = Literal["missed", "small", "class", "extra", "fit"]


@dataclass(frozen=True, slots=True)
class Habit:
    """How one annotator draws; `miss`, `swap`, `slip`, `extra` and `double` are chances per object.

    jitter: standard deviation of each edge in pixels on an object 42 px wide, less on narrower ones. loose: drawn
    too far out on every side, as a share of the object's size. miss_small: `miss` for small objects. swap: a van is
    called a car. slip: a box is drawn far off. dusk: chance to call a dusk picture day. share: of the images that
    one person labels. pace: seconds per object.
    """

    annotator_id: str
    kind: Kind = "person"
    jitter: float = 1.2
    loose: float = 0.0
    miss: float = 0.006
    miss_small: float = 0.006
    swap: float = 0.01
    slip: float = 0.003
    extra: float = 0.002
    double: float = 0.001
    dusk: float = 0.05
    share: int = 20
    pace: float = 4.0
    blind: tuple[str, ...] = ()


PERSONS = (
    Habit("ana", jitter=1.0, share=22),
    Habit("bo", loose=0.05, dusk=0.15, share=22, pace=3.2),
    Habit("chen", miss_small=0.35, share=20, pace=3.0),
    Habit("dia", swap=0.25, share=18, pace=5.2),
    Habit("eli", share=18, pace=3.8),
)
TIRED = replace(PERSONS[4], miss=0.14, miss_small=0.2, dusk=0.1, pace=2.8)
"""Eli after the date on which he tires."""
DETECTOR = Habit(
    "detector-4", "model", jitter=1.6, miss=0.05, miss_small=0.15, swap=0.05, extra=0.02, blind=("bicycle", "trailer")
)
PEOPLE = {habit.annotator_id: habit for habit in PERSONS}


def habit_of(annotator_id: str, *, tired: bool, new_guideline: bool) -> Habit:
    """How a person draws at a given time.

    >>> habit_of("eli", tired=True, new_guideline=False).miss
    0.14
    """
    habit = TIRED if tired and annotator_id == TIRED.annotator_id else PEOPLE[annotator_id]
    if new_guideline and annotator_id in FOLLOWERS:
        return replace(habit, loose=habit.loose + GROWTH)
    return habit


def draw(scene: Scene, habit: Habit, random: Random) -> tuple[tuple[Object, ...], tuple[Fault, ...]]:
    """What an annotator of this habit hands in for a scene, and what is wrong with it, one name per fault."""
    objects: list[Object] = []
    faults: list[Fault] = []
    for thing in scene.things:
        small = thing.box[2] * thing.box[3] < SMALL
        if thing.class_name in habit.blind or random.random() < (habit.miss_small if small else habit.miss):
            faults.append("small" if small else "missed")
        else:
            objects += _drawn(thing, habit, random, faults)
        if random.random() < habit.extra:
            objects.append(_invented(habit, random))
            faults.append("extra")
    return tuple(sorted(objects, key=lambda o: o.order)), tuple(faults)


def light_seen(scene: Scene, habit: Habit, random: Random) -> str:
    """The light an annotator reports: dusk is now and then taken for day, night more rarely for dusk."""
    if scene.light == "dusk" and random.random() < habit.dusk:
        return "day"
    return "dusk" if scene.light == "night" and random.random() < habit.dusk / 3 else scene.light


def _drawn(thing: Thing, habit: Habit, random: Random, faults: list[Fault]) -> list[Object]:
    name = thing.class_name
    if name == "van" and random.random() < habit.swap:
        name = "car"
        faults.append("class")
    slipped = random.random() < habit.slip
    objects = [_object(name, _edges(thing.box, habit, random, slipped), habit, random)]
    if slipped:
        faults.append("fit")
    if random.random() < habit.double:
        objects.append(_object(name, _edges(thing.box, habit, random, False), habit, random))
        faults.append("extra")
    return objects


def _edges(box: Box, habit: Habit, random: Random, slipped: bool) -> Sequence[float]:
    x, y, w, h = box
    sd = habit.jitter * min(1.4, (min(w, h) / 42) ** 0.5)
    out_x, out_y = w * habit.loose, h * habit.loose
    off = 0.4 * w * random.choice((-1, 1)) if slipped else 0.0
    centres = (x - out_x + off, y - out_y, x + w + out_x + off, y + h + out_y)
    return [random.gauss(centre, sd) for centre in centres]


def _invented(habit: Habit, random: Random) -> Object:
    name = random.choices(list(SHARES), list(SHARES.values()))[0]
    w, h = random.uniform(30, 60), random.uniform(40, 90)
    x, y = random.uniform(0, WIDTH - w), random.uniform(0, HEIGHT - h)
    return _object(name, (x, y, x + w, y + h), habit, random, sure=False)


def _object(name: str, corners: Sequence[float], habit: Habit, random: Random, sure: bool = True) -> Object:
    x1, y1, x2, y2 = (round(min(max(v, 0), limit), 1) for v, limit in zip(corners, (WIDTH, HEIGHT) * 2, strict=True))
    score = None
    if habit.kind == "model":
        score = round(random.betavariate(9, 2) if sure else random.uniform(0.25, 0.6), 3)
    return Object(name, x1, y1, round(x2 - x1, 1), round(y2 - y1, 1), score)
