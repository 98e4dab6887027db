"""A YOLO dataset while it is read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from labelqa.archives import Entry, Tree
from labelqa.errors import BadFile, BadInput, Degenerate, Problem, quoted
from labelqa.formats import values
from labelqa.formats.border import OUTSIDE, beyond
from labelqa.formats.format import Hints, Size, told
from labelqa.formats.gaps import unnamed
from labelqa.formats.yolo import answers, files, lines
from labelqa.formats.yolo.answers import Answer
from labelqa.formats.yolo.description import YAML, Description, Descriptions, Task
from labelqa.formats.yolo.lines import Line, Terms
from labelqa.model import Annotation, Image, Item, Kind, Object, Remark, Skipped

UNSIZED = "object of an image of unknown size"
"""Why objects are left out whose image has no known size: shares of it are no pixels."""
UNSAID = "ends in a confidence, as a model gives it; say with --kind model that these are a model's"
LARGEST = 64 << 20
"""Most bytes of one label file."""


@dataclass(frozen=True, slots=True)
class _Labels:
    """One label file with all that is known of it from elsewhere."""

    entry: Entry
    place: str
    image: Image
    about: Description
    terms: Terms
    said: Answer | None


@dataclass
class Reading:
    """A dataset while it is read: per label file one image and one annotation.

    `task`: the sort of labels as the user says it; else the description of the dataset is asked. What the remarks at
    its end say: `counts`; `numbers` of classes without a name; `stems` (file names with and without Label Studio's
    prefix); `folders` of label files; `worst`: how far a corner lies off its turned box, in pixels.
    """

    tree: Tree
    hints: Hints
    task: Task | None
    counts: Counter[str] = field(default_factory=Counter)
    numbers: set[int] = field(default_factory=set)
    stems: Counter[bool] = field(default_factory=Counter)
    folders: set[str] = field(default_factory=set)
    worst: float = 0.0

    def __post_init__(self) -> None:
        self.descriptions = Descriptions(self.tree)
        self.pictures = files.Pictures(self.tree)
        self._said = answers.read(self.tree)
        self._taken: dict[tuple[str, str], str] = {}
        self._sources: dict[str, str] = {}
        self._pictured: set[str] = set()
        self._answered: set[str] = set()
        self._polygons: bool | None = None

    def answer(self, entry: Entry) -> Iterator[Item]:
        """The image and the annotation of one label file."""
        place = self.tree.place(entry.name)
        try:
            labels = self._labels(entry, place)
            found = self._lines(labels)
        except BadInput as error:
            raise _bad(place, error) from None
        yield labels.image
        yield from self._annotation(labels, found)

    def unlabelled(self) -> Iterator[Item]:
        """Pictures beside others that have a label file: empty answers if the user says so."""
        for name in self.pictures.names:
            if name in self._answered or _folder(name) not in self._pictured:
                continue
            image = self._image(self._identity(name, name), name)
            yield image
            if self.hints.empty == "answer":
                yield from self._made(image, (), None, self.tree.place(name))
            else:
                self.counts["unlabelled"] += 1

    def _labels(self, entry: Entry, place: str) -> _Labels:
        about, said = self.descriptions.of(entry.name), self._said.get(entry.name)
        terms = Terms(self.task or about.task, about.points)
        self.folders.add(_folder(entry.name) or ".")
        picture = self.pictures.of(entry.name)
        if picture is not None:
            self._answered.add(picture)
            self._pictured.add(_folder(picture))
        if said is not None:
            image = Image(said.image_id, *(said.size or (None, None)))
        else:
            path = files.image_path(_name(entry.name) if self.tree.single else entry.name)
            image = self._image(self._identity(picture or path, entry.name), picture)
            self.stems[files.prefixed(entry.name)] += 1
        self._take(image.image_id, said.annotator if said else "", place)
        return _Labels(entry, place, image, about, terms, said)

    def _take(self, image_id: str, annotator: str, place: str) -> None:
        first = self._taken.setdefault((image_id, annotator), place)
        if first != place:
            raise BadFile(f"{place} and {first} both answer for the image {quoted(image_id)}; import them one by one")

    def _identity(self, path: str, file: str) -> str:
        """The image's id: its path, or the part of it the user chose."""
        match self.hints.image_id:
            case "name":
                found = _name(path)
            case "stem":
                found = _name(files.bare(path))
            case "path":
                found = path
            case _:
                text = "YOLO knows neither ids nor tasks of images; take --image-id path, name or stem"
                raise BadFile(f"{self.tree.place(file)}: {text}")
        first = self._sources.setdefault(found, path)
        if first != path:
            text = f"{quoted(first)} and {quoted(path)} would both be image {quoted(found)}"
            raise BadFile(f"{self.tree.place(file)}: {text}; take other ids with --image-id")
        return values.text(found, "the image's name")

    def _image(self, image_id: str, picture: str | None) -> Image:
        size = None if picture is None else self.pictures.size(picture)
        return Image(image_id, *(size or self.hints.sizes(image_id) or (None, None)))

    def _lines(self, labels: _Labels) -> list[tuple[int, Line]]:
        """The lines of a file with their numbers."""
        if labels.entry.size > LARGEST:
            raise values.wrong("", f"has more than {LARGEST >> 20} MiB, which is no file of labels of one image")
        found = []
        with self.tree.stream(labels.entry.name) as stream:
            for number, data in enumerate(stream, 1):
                text = _decoded(data, number)
                if text.strip():
                    found.append((number, self._line(text, number, labels.terms)))
        return found

    def _line(self, text: str, number: int, terms: Terms) -> Line:
        if terms.task is None and len(text.split()) == 9:
            terms = replace(terms, polygons=self._only_polygons())
            self.counts["quads"] += terms.polygons
        try:
            line = lines.parse(text, terms)
            if line.score is not None and self.hints.kind is None and not self._said:
                raise values.wrong("", UNSAID)
        except BadInput as error:
            raise values.under(f"line {number}", _below(error)) from None
        return line

    def _only_polygons(self) -> bool:
        if self._polygons is None:
            entries = (e for e in files.label_files(self.tree) if isinstance(e, Entry))
            self._polygons = files.can_only_be_polygons(self.tree, entries, self.descriptions)
        return self._polygons

    def _annotation(self, labels: _Labels, found: list[tuple[int, Line]]) -> Iterator[Item]:
        image = labels.image
        if image.width is None or image.height is None:
            if found:
                self.counts["sizeless"] += 1
                yield Skipped(UNSIZED, labels.place, len(found))
                return
            size = None
        else:
            size = image.width, image.height
        objects = []
        for number, line in found:
            assert size is not None
            place = f"{labels.place} line {number}"
            try:
                drawn = self._drawn(line, size, labels)
            except Degenerate as error:
                yield Skipped(error.reason, place)
                continue
            except BadInput as error:
                raise _bad(labels.place, values.under(f"line {number}", _below(error))) from None
            objects.append(drawn)
            if beyond(drawn.corners, *size):
                yield Remark(OUTSIDE, place)
        yield from self._made(image, tuple(objects), labels.said, labels.place)

    def _drawn(self, line: Line, size: Size, labels: _Labels) -> Object:
        name = labels.about.classes.get(line.number)
        if name is None:
            self.numbers.add(line.number)
        drawn, error = lines.drawn(line, str(line.number) if name is None else name, size, labels.about, labels.terms)
        if line.sort == "corners":
            self.counts["slanted"] += error is None
            self.worst = max(self.worst, error or 0.0)
        return drawn

    def _made(self, image: Image, objects: tuple[Object, ...], said: Answer | None, place: str) -> Iterator[Item]:
        who, at = self._annotator(said), self.hints.submitted_at
        if said is not None and said.submitted_at is not None:
            at = said.submitted_at
        self.counts["untimed"] += at is None
        kind: Kind = self.hints.kind or (said.kind if said else "person")
        self.counts["guessed"] += said is None and self.hints.kind is None
        annotation = Annotation(image.image_id, who, kind, at, objects, place=place)
        if any(o.score is not None for o in objects):
            annotation, notes = told(annotation, kind)
            yield from notes
        yield annotation

    def _annotator(self, said: Answer | None) -> str:
        if said is not None:
            return said.annotator
        self.counts["unnamed"] += self.hints.annotator is None
        try:
            return unnamed(self.hints)
        except BadInput as error:
            raise _bad(self.hints.name, error) from None


def is_description(head: bytes) -> bool:
    """True for the first bytes of a data.yaml, which users hand in for the folder it describes.

    >>> is_description(b"train: a\\nnames: [car]"), is_description(b"names: [car]")
    (True, False)
    """
    keys = {line.partition(b":")[0] for line in head.splitlines() if b":" in line}
    return b"names" in keys and bool(keys & {b"train", b"val", b"nc", b"path"})


def refuse_description(tree: Tree) -> None:
    """Says what to give instead of a description alone."""
    if tree.single and tree.entries[0].name.lower().endswith(YAML):
        raise BadFile(f"{tree.name}: describes a YOLO dataset and holds no labels; give the folder it lies in")


def _decoded(data: bytes, number: int) -> str:
    try:
        return data.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise values.wrong(f"line {number}", "is not UTF-8; a label file holds numbers alone") from None


def _below(error: BadInput) -> BadInput:
    """The same error with its place set off from that of the line."""
    problem = error.problems[0]
    return values.wrong(f", {problem.pointer}" if problem.pointer else "", problem.detail)


def _bad(place: str, error: BadInput) -> BadFile:
    if isinstance(error, BadFile):
        return error
    problem = error.problems[0]
    at = f" {problem.pointer}" if problem.pointer else ""
    return BadFile(f"{place}{at}: {problem.detail}", [Problem(problem.pointer, problem.detail)])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
