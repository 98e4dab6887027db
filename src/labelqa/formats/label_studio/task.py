"""One task of Label Studio, from a file or from its server: the images it shows and every answer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.format import Hints, Size
from labelqa.formats.label_studio import drawing
from labelqa.formats.label_studio.answers import Answer, annotated, cancelled, predicted
from labelqa.formats.label_studio.config import LabelConfig
from labelqa.formats.label_studio.names import KEY
from labelqa.formats.label_studio.pages import Page, Pages, pages
from labelqa.formats.label_studio.words import user_called
from labelqa.formats.values import under, wrong
from labelqa.model import Image, Item, Remark, Skipped

ANSWERS = ("annotations", "completions")
"""Keys of the answers of persons; the second is that of very old versions."""
DRAFT = "draft, which is no answer yet"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is known beside a task. `config`: that of its project, None when it is not at hand."""

    hints: Hints
    config: LabelConfig | None = None


def read_task(task: Mapping[str, Any], settings: Settings, place: str) -> Iterator[Item]:
    """Yields the images of a task, then what is left out or to be known, and one annotation per answer and image.

    `task` is the value of a task as an export holds it, or as the server gives it with `fields=all`. `place` is what
    messages call it; those of its parts begin with it ("tasks.json, /3" -> "tasks.json, /3/annotations/0").

    Several answers of one annotator are revisions: each has as its `revision` the time of its last change, in ms.
    The whole is checked before the first item is yielded: BadInput, with a pointer below the task, says what is wrong.
    """
    shown = pages(task, settings.hints, settings.config)
    sizes = _sizes(task, shown, settings.hints)
    notes: list[Skipped | Remark] = []
    answers = [*_annotations(task, shown, sizes, settings, place), *_predictions(task, shown, sizes, settings, place)]
    drafts = sum(1 for draft in _rows(task, "drafts") if draft.get("result"))
    if drafts:
        notes.append(Skipped(DRAFT, f"{place}/drafts", drafts))
    for page in shown.rows:
        width, height = sizes[page] or (None, None)
        yield Image(page.image_id, width, height)
    yield from notes
    objects, labels = _asked(answers, settings.config)
    for answer in answers:
        yield from answer.items(objects=objects, labels=labels)
    for key in ANSWERS:
        for row in _rows(task, key):
            yield from user_called(row.get("completed_by"))


def _annotations(
    task: Mapping[str, Any], shown: Pages, sizes: Mapping[Page, Size | None], settings: Settings, place: str
) -> Iterator[Answer]:
    for key in ANSWERS:
        for i, row in enumerate(_rows(task, key)):
            try:
                yield (cancelled if row.get("was_cancelled") else annotated)(
                    row, shown, sizes, settings.hints, f"{place}/{key}/{i}"
                )
            except BadInput as error:
                raise under(f"/{key}/{i}", error) from None


def _predictions(
    task: Mapping[str, Any], shown: Pages, sizes: Mapping[Page, Size | None], settings: Settings, place: str
) -> Iterator[Answer]:
    for i, row in enumerate(_rows(task, "predictions")):
        try:
            yield predicted(row, shown, sizes, settings.hints, f"{place}/predictions/{i}")
        except BadInput as error:
            raise under(f"/predictions/{i}", error) from None


def _rows(task: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = task.get(key)
    if rows is None:
        return []
    if type(rows) is not list:
        raise wrong(f"/{key}", f"{values.shown(rows)} is not a list")
    for i, row in enumerate(rows):
        if type(row) is not dict:
            text = "is not an object; ask for whole tasks: an export as JSON, or the server with fields=all"
            raise wrong(f"/{key}/{i}", f"{values.shown(row)} {text}")
    return rows


def _sizes(task: Mapping[str, Any], shown: Pages, hints: Hints) -> dict[Page, Size | None]:
    """Width and height of each image: as the first region on it gives them, else as the user or the project knows."""
    found: dict[Page, Size | None] = {}
    own = task["data"].get(KEY)
    if type(own) is dict and len(shown.rows) == 1:
        size = drawing.size({f"original_{side}": own.get(side) for side in ("width", "height")}, f"/data/{KEY}")
        found |= {} if size is None else {shown.rows[0]: size}
    for key in (*ANSWERS, "predictions"):
        for i, answer in enumerate(_rows(task, key)):
            rows = answer.get("result")
            for k, row in enumerate(rows if type(rows) is list else ()):
                if len(found) == len(shown.rows):
                    return found
                page = shown.of(row) if type(row) is dict else None
                if page is not None and page not in found:
                    size = drawing.size(row, f"/{key}/{i}/result/{k}")
                    found |= {} if size is None else {page: size}
    return found | {page: hints.sizes(page.image_id) for page in shown.rows if page not in found}


def _asked(answers: list[Answer], config: LabelConfig | None) -> tuple[bool | None, bool]:
    """Whether the annotators of a task are asked for regions (None: nothing tells), and for classes of the image.

    As the label config says; else whatever any of the answers holds was asked of all.
    """
    drawn = [drawn for answer in answers for drawn in answer.drawn.values()]
    objects = (config is not None and config.objects) or any(d.regions for d in drawn)
    labels = (config is not None and config.labels) or any(d.labels is not None for d in drawn)
    return (objects or (False if labels else None)), labels
