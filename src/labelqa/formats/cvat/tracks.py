"""Tracks of "CVAT for video": one thing over many frames, drawn on some of them and interpolated between.

CVAT itself writes every frame, those between its keyframes included. Other tools write keyframes alone: between two
of them a shape lies where CVAT would show it, and after the last one it stays until the job ends or `outside` takes
it away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from labelqa.formats import decimals, values
from labelqa.formats.cvat.between import moved, turned
from labelqa.formats.cvat.meta import bounded
from labelqa.formats.cvat.own import SHAPES, TRACK
from labelqa.xmlio import Element, placed

_NUMBERS = {"box": ("rectangle", ("xtl", "ytl", "xbr", "ybr")), "ellipse": ("ellipse", ("cx", "cy", "rx", "ry"))}
"""What CVAT calls a shape, and the numbers that draw it."""


@dataclass(slots=True)
class Expanded:
    """The shapes of one track by frame.

    `beyond`: entries on frames that are none of the job's; `held`: frames on which a shape could not be interpolated.
    """

    shapes: list[tuple[int, Element]] = field(default_factory=list)
    beyond: int = 0
    held: int = 0


def expanded(track: Element, frames: range | None) -> Expanded:
    """A track's shapes on the frames of its job (None: nothing says which); BadInput when an entry names no frame."""
    found = Expanded()
    entries = _entries(track)
    if not entries:
        return found
    if frames is None:
        frames = bounded(range(entries[0][0], entries[-1][0] + 1), "")
    dense = any(entry.get("keyframe") == "0" for _, entry in entries)
    later: list[tuple[int, Element | None]] = [*entries[1:], (_end(entries, frames), None)]
    for (frame, entry), (after, following) in zip(entries, later, strict=True):
        if _outside(entry):
            continue
        drawn = _labelled(entry, track)
        found.beyond += frame not in frames
        if frame in frames:
            found.shapes.append((frame, drawn))
        for between in () if dense else _within(frames, frame, after):
            share = (between - frame) / (after - frame)
            made, exact = (drawn, True) if following is None else interpolated(drawn, following, share)
            found.held += not exact
            if made is not None:
                found.shapes.append((between, made))
    return found


def _entries(track: Element) -> list[tuple[int, Element]]:
    """The shapes of a track in the order of their frames; of two on one frame the later."""
    found = {}
    for where, entry in placed(track):
        if entry.tag != "attribute":
            found[decimals.whole(entry.get("frame"), f"{where}/@frame", 0, values.FRAME)] = entry
    return sorted(found.items(), key=lambda item: item[0])


def _within(frames: range, frame: int, after: int) -> range:
    """The job's frames between two others."""
    first = max(frames.start, frame + 1)
    first += (frames.start - first) % frames.step
    return range(first, min(after, frames.stop), frames.step)


def _end(entries: list[tuple[int, Element]], frames: range) -> int:
    """The frame before which the last entry of a track ends when nothing says so: with the job.

    CVAT writes a single shape as a track that the next frame takes away, but on the last frame but one it leaves that
    out: such a shape is on its own frame alone.
    """
    frame, entry = entries[-1]
    once = len(entries) == 1 and bool(frames) and frame + frames.step == frames[-1]
    return frame if once or entry.tag not in SHAPES - {"mask"} else frames.stop


def _outside(entry: Element) -> bool:
    """True where the thing is not to be seen; a skeleton is not when none of its points is."""
    if entry.tag == "skeleton":
        points = entry.findall("points")
        return bool(points) and all(point.get("outside") == "1" for point in points)
    return entry.get("outside") == "1"


def _labelled(entry: Element, track: Element) -> Element:
    """The shape with what its track says of all frames."""
    made = Element(entry.tag, dict(entry.items()))
    made.extend(entry)
    for key in ("label", "source", "group_id"):
        if track.get(key) is not None and made.get(key) is None:
            made.set(key, str(track.get(key)))
    if track.get("id"):
        made.set(TRACK, str(track.get("id")))
    return made


def interpolated(entry: Element, later: Element, share: float) -> tuple[Element | None, bool]:
    """The shape at a share of the way to a later keyframe, and False where it had to stay as it was instead.

    That holds several points. A mask is only where it was drawn.

    >>> made, _ = interpolated(Element("points", {"points": "0,0"}), Element("points", {"points": "4,8"}), 0.25)
    >>> made.get("points")
    '1.0,2.0'
    """
    if entry.tag not in SHAPES or entry.tag == "mask":
        return None, True
    if later.tag != entry.tag:
        return entry, False
    made = Element(entry.tag, dict(entry.items()))
    exact = _move(made, later, share)
    if exact and (entry.get("rotation") or later.get("rotation")):
        made.set("rotation", repr(turned(_angle(entry), _angle(later), share)))
    if entry.tag == "skeleton":
        _joints(made, entry, later, share)
    else:
        made.extend(entry)
    return made, exact


def _move(made: Element, later: Element, share: float) -> bool:
    """Moves what draws a shape towards a later one; False where it stays."""
    if made.tag in _NUMBERS:
        kind, keys = _NUMBERS[made.tag]
        for key, value in zip(keys, moved(kind, _values(made, keys), _values(later, keys), share) or (), strict=True):
            made.set(key, repr(value))
    elif made.tag != "skeleton":
        numbers = moved(made.tag, _corners(made), _corners(later), share)
        if numbers is None:
            return False
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        made.set("points", ";".join(f"{x!r},{y!r}" for x, y in pairs))
    return True


def _values(element: Element, keys: Sequence[str]) -> list[float]:
    return [decimals.decimal(element.get(key), f"/@{key}") for key in keys]


def _corners(element: Element) -> list[float]:
    """The numbers of `x,y;x,y`; none where that is no list of points, which stays then and is told of when drawn."""
    pairs = [pair.split(",") for pair in (element.get("points") or "").split(";")]
    if any(len(pair) != 2 for pair in pairs):
        return []
    return [decimals.decimal(value, "/@points") for pair in pairs for value in pair]


def _joints(made: Element, entry: Element, later: Element, share: float) -> None:
    """The points of a skeleton, each moved towards the one of its label; one without such stays."""
    after = {point.get("label"): point for point in later.iterfind("points")}
    for child in entry:
        other = after.get(child.get("label")) if child.tag == "points" else None
        moved = child if other is None else interpolated(child, other, share)[0]
        if moved is not None:
            made.append(moved)


def _angle(element: Element) -> float:
    return decimals.decimal(element.get("rotation") or "0", "/@rotation", -360, 360)
