"""The `result` of one answer of Label Studio: its rows as objects and labels of the images of the task.

Rows with one id are one region; rows of choices that share no id with a region are about the image as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labelqa.errors import BadInput, Degenerate
from labelqa.formats import shapes, values
from labelqa.formats.border import OUTSIDE, beyond
from labelqa.formats.format import ELLIPSE, UNCLASSED, Size
from labelqa.formats.label_studio import drawing, names
from labelqa.formats.label_studio.config import CHOICES
from labelqa.formats.label_studio.names import Row
from labelqa.formats.label_studio.pages import Page, Pages
from labelqa.formats.values import under, wrong
from labelqa.model import Object, Remark, Skipped
from labelqa.shapes import Keypoints, Mask, Polygon

UNLABELLED = f"region without a label: its class is {UNCLASSED}"
SEVERAL = "region with several labels: the first is its class, the others are among its attributes"
SCORE = "score that is not between 0 and 1, left out"
RELATION = "relation between regions"
ELSEWHERE = "region that is on no image of its task"
TURNED_VIEW = "region drawn on a turned view of its image"
UNSIZED = "region of an image whose size is not known"
VIDEO = "region of a video"
FOREIGN = "region of a kind that is not read"
WORDS = "text, rating or number"
ORPHAN = "choice about a region that is not there"
ROWS = 100_000
"""Most rows of one answer."""
_WORDS = frozenset(("textarea", "rating", "number", "datetime", "pairwise", "ranker"))
_PLACED = frozenset(("x", "points", "rle"))
"""Keys of a value that repeat the place of the region it is about."""
_NUMERIC = frozenset((int, float))
_FAR, _SMALL = 1e6, 1e-3
"""Pixels within which a box needs no closer look."""

Numbered = tuple[int, Row]


@dataclass(slots=True)
class Drawn:
    """What one answer says of one image.

    `regions`: there are rows that draw, read or not; `unread`: how many draw what cannot be read; `asides`: rows that
    say something other than regions and classes. `labels`: classes of the whole image, each once, in their order; None:
    none are given.
    """

    objects: list[Object] = field(default_factory=list)
    labels: dict[str, None] | None = None
    regions: bool = False
    unread: int = 0
    asides: int = 0


@dataclass(slots=True)
class Result:
    """The rows of one answer while they are read.

    `sizes` of the images, where a region gives none; `place` names the answer. `predicted`: regions have scores, that
    of the prediction as a whole (`score`) where they have none of their own. `origins`: keep where each region comes
    from; `drawer`: an attribute that every object gets.
    """

    pages: Pages
    sizes: Mapping[Page, Size | None]
    place: str
    predicted: bool = False
    score: float | None = None
    origins: bool = False
    drawer: str | None = None
    notes: list[Skipped | Remark] = field(default_factory=list)
    found: dict[Page, Drawn] = field(init=False)

    def read(self, rows: object) -> dict[Page, Drawn]:
        """What the rows say of each image; BadInput, with a pointer below the answer, where one is none."""
        self.found = {page: Drawn() for page in self.pages.rows}
        groups, points = _grouped(rows)
        plain = not (self.predicted or self.origins or self.drawer)
        for key, group in groups.items():
            if plain and len(group) == 1 and key not in points and self._plain_box(*group[0]):
                continue
            drawing_row = next((numbered for numbered in group if drawing.kind(numbered[1]) is not None), None)
            if drawing_row is not None:
                self._region(*drawing_row, group, points.get(key, ()))
                continue
            for i, row in group:
                self._beside(i, row)
        return self.found

    def _plain_box(self, i: int, row: Row) -> bool:
        """Takes an upright box with one label, as nearly all are; False when the row is more, or anything is amiss."""
        if row.get("type") != "rectanglelabels" or "meta" in row or "score" in row or row.get("image_rotation"):
            return False
        page = self.pages.of(row)
        try:
            value, width, height, named = row["value"], row["original_width"], row["original_height"], row["id"]
            (name,) = value["rectanglelabels"]
            x, y, w, h = value["x"], value["y"], value["width"], value["height"]
            if page is None or self.sizes[page] != (width, height) or value.get("rotation"):
                return False
            if named.startswith(names.ID) or not _NUMERIC.issuperset((type(x), type(y), type(w), type(h))):
                return False
            values.text(name, ""), values.text(named, "")
            x, y, w, h = x / 100 * width, y / 100 * height, w / 100 * width, h / 100 * height
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, BadInput):
            return False
        if not (-_FAR < x < _FAR and -_FAR < y < _FAR and _SMALL < w < _FAR and _SMALL < h < _FAR):
            return False
        drawn = self.found[page]
        drawn.regions = True
        drawn.objects.append(Object(name, x, y, w, h, None, named))
        if beyond((x, y, x + w, y + h), width, height):
            self._note(Remark(OUTSIDE, self._at(i)))
        return True

    def _region(self, i: int, row: Row, group: Sequence[Numbered], points: Sequence[Numbered]) -> None:
        """Takes the region that a row draws, with the other rows of its id and the keypoints that hang on it."""
        page = self.pages.of(row)
        if page is None:
            self._note(Skipped(ELSEWHERE, self._at(i), 1 + len(points)))
            return
        drawn = self.found[page]
        drawn.regions = True
        frame = drawing.size(row, f"/result/{i}") or self.sizes[page]
        if row.get("image_rotation"):
            self._left_out(drawn, TURNED_VIEW, i, 1 + len(points))
        elif frame is None:
            self._left_out(drawn, UNSIZED, i, 1 + len(points))
        else:
            self._shaped(drawn, i, row, group, points, frame)

    def _shaped(
        self, drawn: Drawn, i: int, row: Row, group: Sequence[Numbered], points: Sequence[Numbered], frame: Size
    ) -> None:
        try:
            shape = drawing.shape(row, frame, points, f"/result/{i}")
            if isinstance(shape, str):
                self._left_out(drawn, shape, i, 1 + len(points))
                return
            made = _made(self._bare(i, row, group), shape, f"/result/{i}/value")
        except Degenerate as error:
            self._note(Skipped(error.reason, self._at(i)))
            return
        drawn.objects.append(made)
        if points and not isinstance(made.shape, Keypoints):
            self._left_out(drawn, drawing.BOXLESS, i, len(points))
        if drawing.kind(row) == "ellipse":
            self._note(Remark(ELLIPSE, self._at(i)))
        if beyond(made.corners, *frame):
            self._note(Remark(OUTSIDE, self._at(i)))

    def _bare(self, i: int, row: Row, group: Sequence[Numbered]) -> Object:
        """The object of a region without its shape."""
        pointer = f"/result/{i}"
        labels = [label for k, other in group for label in names.region_labels(other, f"/result/{k}")]
        labels = list(dict.fromkeys(labels))
        if len(labels) != 1:
            self._note(Remark(SEVERAL if labels else UNLABELLED, self._at(i)))
        more = names.attributes(row, group, pointer)
        more |= {names.LABELS: labels[1:]} if len(labels) > 1 else {}
        if self.origins and row.get("origin") is not None:
            more[names.ORIGIN] = values.text(row["origin"], f"{pointer}/origin")
        more |= {names.DRAWER: self.drawer} if self.drawer is not None else {}
        score = self._score(i, row)
        if score is not None and not self.predicted:
            more[names.SCORE], score = score, None
        object_id, track_id = names.identities(row, pointer)
        class_name = labels[0] if labels else UNCLASSED
        return Object(class_name, *(0.0, 0.0, 0.0, 0.0), score, object_id, more or None, track_id=track_id)

    def _score(self, i: int, row: Row) -> float | None:
        score = row.get("score")
        if score is None:
            return self.score
        if type(score) in (int, float) and 0 <= score <= 1:
            return float(score)
        self._note(Remark(SCORE, self._at(i)))
        return None

    def _beside(self, i: int, row: Row) -> None:
        """Takes a row that draws nothing: classes of the image, or what is left out."""
        kind, value = names.row_type(row), row.get("value")
        if kind == "relation":
            self._note(Skipped(RELATION, self._at(i)))
            return
        page = self.pages.of(row)
        if page is None:
            self._note(Skipped(ELSEWHERE, self._at(i)))
            return
        drawn = self.found[page]
        if kind in CHOICES and not (type(value) is dict and _PLACED.intersection(value)):
            drawn.labels = {} if drawn.labels is None else drawn.labels
            drawn.labels.update(dict.fromkeys(names.choices(row, f"/result/{i}")))
        elif kind in CHOICES or kind in _WORDS:
            drawn.asides += 1
            self._note(Skipped(ORPHAN if kind in CHOICES else WORDS, self._at(i)))
        else:
            drawn.regions = True
            self._left_out(drawn, VIDEO if kind == "videorectangle" else FOREIGN, i, 1)

    def _left_out(self, drawn: Drawn, reason: str, i: int, count: int) -> None:
        drawn.unread += count
        self._note(Skipped(reason, self._at(i), count))

    def _note(self, note: Skipped | Remark) -> None:
        self.notes.append(note)

    def _at(self, i: int) -> str:
        return f"{self.place}/result/{i}"


def _made(bare: Object, shape: drawing.Drawing, pointer: str) -> Object:
    """The object with its shape; BadInput below `pointer` where that is written wrongly."""
    if isinstance(shape, Mask | Polygon):
        return shapes.of_shape(bare, shape)
    try:
        return shapes.drawn(bare, shape)
    except Degenerate:
        raise
    except BadInput as error:
        raise under(pointer, error) from None


def _grouped(rows: object) -> tuple[dict[object, list[Numbered]], dict[object, list[Numbered]]]:
    """Rows by the id of their region, in the order of first mention; and keypoints by the id of the box they are of."""
    if type(rows) is not list or len(rows) > ROWS:
        raise wrong("/result", f"{values.shown(rows)} is no list of up to {ROWS:,} rows")
    groups: dict[object, list[Numbered]] = {}
    hanging: list[Numbered] = []
    for i, row in enumerate(rows):
        if type(row) is not dict:
            raise wrong(f"/result/{i}", f"{values.shown(row)} is not an object")
        if "parentID" in row and drawing.kind(row) == "keypoint":
            hanging.append((i, row))
            continue
        named = row.get("id")
        groups.setdefault(named if type(named) in (str, int) else (i,), []).append((i, row))
    boxes = {key for key, group in groups.items() if any(drawing.kind(row) == "rectangle" for _, row in group)}
    points: dict[object, list[Numbered]] = {}
    for i, row in hanging:
        parent = row["parentID"] if type(row["parentID"]) in (str, int) else None
        boxed = parent is not None and parent in boxes
        (points if boxed else groups).setdefault(parent if boxed else (i,), []).append((i, row))
    return groups, points
