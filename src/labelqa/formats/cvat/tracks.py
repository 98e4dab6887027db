"""Tracks of "CVAT for video": one thing over many frames, drawn on some of them and interpolated between.

CVAT itself writes every frame, those between its keyframes included. Other tools write keyframes alone: what lies
between two of them is drawn in proportion, and after the last one a shape stays until the job ends or `outside`
takes it away.
"""

from dataclasses import dataclass, field

from labelqa.formats import decimals, values
from labelqa.formats.cvat.meta import bounded
from labelqa.formats.cvat.own import SHAPES, TRACK
from labelqa.xmlio import Element, placed

_NUMBERS = {"box": ("xtl", "ytl", "xbr", "ybr"), "ellipse": ("cx", "cy", "rx", "ry")}


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

    That holds polygons of another number of corners and several points. A mask is only where it was drawn.

    >>> made, _ = interpolated(Element("points", {"points": "0,0"}), Element("points", {"points": "4,8"}), 0.25)
    >>> made.get("points")
    '1.0,2.0'
    """
    if entry.tag not in SHAPES or entry.tag == "mask":
        return None, True
    if later.tag != entry.tag:
        return entry, False
    made = Element(entry.tag, dict(entry.items()))
    for key in _NUMBERS.get(entry.tag, ()):
        made.set(key, repr(_way(_value(entry, key), _value(later, key), share)))
    if entry.get("rotation") or later.get("rotation"):
        made.set("rotation", repr(_turn(entry, later, share)))
    exact = True
    if entry.tag in ("polygon", "points"):
        exact = _moved(made, later, share, single=entry.tag == "points")
    if entry.tag == "skeleton":
        _joints(made, entry, later, share)
    else:
        made.extend(entry)
    return made, exact


def _moved(made: Element, later: Element, share: float, *, single: bool) -> bool:
    """Moves corners towards those of a later shape, if there are as many."""
    corners = [[p.split(",") for p in (shape.get("points") or "").split(";")] for shape in (made, later)]
    lengths = {len(pair) for shape in corners for pair in shape}
    if lengths != {2} or len(corners[0]) != len(corners[1]) or (single and len(corners[0]) > 1):
        return False
    rows = zip(corners[0], corners[1], strict=True)
    made.set("points", ";".join(",".join(_coordinates(a, b, share)) for a, b in rows))
    return True


def _coordinates(first: list[str], second: list[str], share: float) -> list[str]:
    numbers = [[decimals.decimal(v, "/@points") for v in pair] for pair in (first, second)]
    return [repr(_way(a, b, share)) for a, b in zip(*numbers, strict=True)]


def _joints(made: Element, entry: Element, later: Element, share: float) -> None:
    """The points of a skeleton, each moved towards the one of its label; one without such stays."""
    after = {point.get("label"): point for point in later.iterfind("points")}
    for child in entry:
        other = after.get(child.get("label")) if child.tag == "points" else None
        moved = child if other is None else interpolated(child, other, share)[0]
        if moved is not None:
            made.append(moved)


def _turn(entry: Element, later: Element, share: float) -> float:
    """The rotation at a share of the shorter way round, in degrees from 0 to 360."""
    first, second = (decimals.decimal(e.get("rotation") or "0", "/@rotation", -360, 360) for e in (entry, later))
    return (first + ((second - first + 180) % 360 - 180) * share) % 360


def _value(element: Element, key: str) -> float:
    return decimals.decimal(element.get(key), f"/@{key}")


def _way(first: float, second: float, share: float) -> float:
    return first + (second - first) * share
