"""Label files as a command names them, and who drew in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelqa.cli.sizes import Known
from labelqa.errors import BadCall, BadInput
from labelqa.formats import stem, values
from labelqa.sources import Source


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller says about files, for where they do not (see `labelqa.formats.read`); `submitted_at` as text.

    `sizes`: a table of sizes of images; `images`: a folder of pictures, whose headers say them.
    """

    format: str = "auto"
    annotators: Sequence[str] = ()
    kind: str | None = None
    submitted_at: str | None = None
    empty: str = "unlabelled"
    image_id: str = "path"
    strict: bool = False
    image_key: str | None = None
    voc_base: int = 0
    truth: Sequence[Path] = field(default=())
    sizes: Path | None = None
    images: Path | None = None

    def query(self, annotator: str | None, kind: str | None) -> dict[str, Any]:
        """The same as the query of an import over HTTP."""
        said = {"format": self.format, "annotator": annotator, "kind": kind, "submitted_at": self.submitted_at}
        more = {"image_key": self.image_key, "voc_base": self.voc_base, "strict": self.strict}
        return {**said, "empty": self.empty, "image_id": self.image_id, **more}


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A file or folder with all that is known of it from outside: `query` as sent to a server."""

    path: Path
    query: Mapping[str, Any]
    sizes: Known

    def source(self, **more: Any) -> Source:
        """What reads it here; `more` goes to the reader."""
        options = dict(self.query)
        at = options.pop("submitted_at")
        return Source(self.path, {**options, "submitted_at": _moment(at), "sizes": self.sizes, **more})


def label_files(paths: Sequence[Path], hints: Hints) -> list[LabelFile]:
    """The files with who drew in each where the file itself does not say.

    Two files of one name in different folders are two annotators: they are told apart by their folders. Raises
    BadCall for a name given to a file that is not there.
    """
    given, everybody = _given(paths, hints.annotators)
    sizes = Known(hints.sizes, hints.images)
    alike = Counter(_stem(path) for path in (*paths, *hints.truth))
    found = []
    for path in paths:
        who = given.get(path, everybody or _apart(path, alike[_stem(path)] > 1))
        found.append(LabelFile(path, hints.query(who, hints.kind), sizes))
    return found + [LabelFile(path, hints.query("truth", "truth"), sizes) for path in hints.truth]


def _apart(path: Path, alike: bool) -> str | None:
    """Who drew in a file whose name alone would not say it: one of two of that name, or a folder with a dot in it."""
    if path.is_dir():
        name = path.resolve().name
        return str(path) if alike else name if name != path.stem else None
    return str(path.with_suffix("")) if alike else None


def _given(paths: Sequence[Path], annotators: Sequence[str]) -> tuple[dict[Path, str], str | None]:
    """Who drew in which file, and who in all others."""
    named: dict[Path, str] = {}
    everybody: list[str] = []
    for text in annotators:
        name, _, file = text.rpartition("=")
        if name and Path(file) in paths:
            named[Path(file)] = name
        elif name:
            raise BadCall(f"--annotator {text}: {file} is none of the files given")
        else:
            everybody.append(text)
    if len(everybody) > 1:
        raise BadCall(
            f"--annotator names {' and '.join(everybody)} for the same files; write NAME=FILE to say who drew which"
        )
    return named, everybody[0] if everybody else None


def _stem(path: Path) -> str:
    if path.is_dir():
        return path.resolve().name
    return stem(path)


def _moment(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return values.moment(text, "--submitted-at")
    except BadInput as error:
        raise BadCall(error.detail, error.problems) from None
