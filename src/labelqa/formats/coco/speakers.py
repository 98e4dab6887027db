"""Who says something in a COCO file: persons, models and the truth, named or not.

An entry's annotator is the first of: its own `annotator`, `annotator_id`, `rater` or `attributes.annotator`; its image
record's `annotator`; `anonymous-k` for the k-th record of an image; the one the user named; the file's own name.
"""

from functools import cached_property
from typing import Any

from labelqa.formats import values
from labelqa.formats.coco import boxes
from labelqa.formats.coco.images import Record
from labelqa.formats.format import Hints
from labelqa.formats.gaps import unnamed
from labelqa.formats.ids import identity
from labelqa.model import KINDS, Kind

_ANONYMOUS = "anonymous-"


class Speakers:
    """Everyone in one file.

    `present`: who was asked or drew; `nameless`: how often nothing in the file says who; `repeated`: some image has
    several records, so that whoever is not named is anonymous.
    """

    def __init__(self, hints: Hints, repeated: bool) -> None:
        self.present: set[str] = set()
        self.nameless = 0
        self.repeated = repeated
        self._hints = hints
        self._kinds: dict[str, Kind] = {}
        self._scored: set[str] = set()
        self._nameless_present = self._nameless_scored = False

    def hear(self, row: dict[str, Any], record: Record | None, *, submitted: bool) -> None:
        """Notes who says something, where all is read a second time; a record that names nobody may be left out."""
        if submitted:
            annotator = identity(row.get("annotator"), "/annotator")
            self.state_kind(row, annotator)
            self.present.add(annotator)
            return
        named = boxes.annotator(row) or (None if record is None else record.annotator)
        self._nameless_present |= named is None
        if named is not None:
            self.present.add(named)
        if row.get("score") is not None:
            self.note_score(named)

    def forget_nameless(self) -> None:
        """Before all entries are heard anew, this time with their image records."""
        self._nameless_present = self._nameless_scored = False

    def heard(self) -> None:
        """After all that is heard, when it is known whether images repeat."""
        if self._nameless_present and not self.repeated:
            self.present.add(self.unnamed(1))

    def state_kind(self, row: dict[str, Any], annotator: str) -> Kind | None:
        """The kind that a submission states, if it does."""
        if row.get("kind") is None:
            return None
        kind = values.choice(row["kind"], "/kind", KINDS)
        self._kinds.setdefault(annotator, kind)
        return kind

    def note_score(self, named: str | None) -> None:
        """Notes that someone, or whoever is not named, gives a score."""
        if named is None:
            self._nameless_scored = True
        else:
            self._scored.add(named)

    def unnamed(self, turn: int) -> str:
        """Whom the entries of the turn-th record of an image are taken to be by when nobody is named."""
        if self.repeated:
            return f"{_ANONYMOUS}{turn}"
        return self._own_name

    def finder(self, record: Record) -> str | None:
        """Who found nothing in an image; None when it could be any of several."""
        if record.annotator is not None:
            return record.annotator
        if self.repeated or not self.present:
            self.nameless += 1
            return self.unnamed(record.turn)
        return next(iter(self.present)) if len(self.present) == 1 else None

    def stated(self, annotator: str) -> Kind | None:
        """The kind that the first submission of an annotator states, whichever way the file is read."""
        return self._kinds.get(annotator)

    def guessed(self, annotator: str) -> Kind:
        """The kind of someone of whom the file does not say it: who gives scores is a model."""
        if annotator in self._scored:
            return "model"
        if not self._nameless_scored:
            return "person"
        unnamed = annotator.startswith(_ANONYMOUS) if self.repeated else annotator == self.unnamed(1)
        return "model" if unnamed else "person"

    @cached_property
    def _own_name(self) -> str:
        return unnamed(self._hints)
