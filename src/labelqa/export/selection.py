"""The images and annotations of an export, page by page, in the order of image and annotator, and what they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.consensus import Terms
from labelqa.errors import BadInput, Problem, quoted
from labelqa.export.agreed import Agreement
from labelqa.export.figures import figures
from labelqa.export.manifest import Counting, count
from labelqa.export.passing import Filters
from labelqa.export.query import MOST_SHARED, Query, checked
from labelqa.model import Annotation, Answer, Classes, Image, Item, Project
from labelqa.store import Connection, Row, annotations, image_facts, images, names, schema, totals

BATCH = 200
"""Images read at once."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An image with its facts, its annotations, and the same as answers where a consensus is made of them."""

    image: Image
    fact: Row[Any]
    given: Sequence[Annotation]
    answers: Sequence[Answer]


class Selection:
    """What a query selects of a project, as one snapshot has it. BadInput for a query that cannot be answered."""

    def __init__(self, connection: Connection, project: Project, query: Query) -> None:
        self._connection, self._number, self._query = connection, project.number, checked(query)
        self._classes = names.classes(connection, project.number)
        _check_names(connection, project, query, set(self._classes.values()))
        ranked = query.min_annotator_accuracy is not None or query.labels == "best"
        self._figures = figures(connection, project) if ranked else {}
        self._shares = query.shares
        self._filters = Filters(query, self._shares, self._figures)
        terms = Terms(quorum=query.quorum, classes=self._classes)
        self._agreement = Agreement(query.min_annotators or MOST_SHARED, terms, project.label_type == "multi")
        self.counting = Counting(project.project_id, project.revision, query)
        self.counting.figures = [f for _, f in sorted(self._figures.items()) if f.kind == (query.source or f.kind)]

    def items(self, part: str | None = None) -> Iterator[Item]:
        """The classes, then each image before its annotations; of one split where `part` names it.

        The counting is complete when all parts are spent.
        """
        yield Classes(tuple(self._ordered_classes()))
        after = ""
        while page := images.page(self._connection, self._number, after=after, limit=BATCH):
            after = page[-1].image_id
            for seen in self._seen(page, part):
                yield from self._of_image(seen)

    def _ordered_classes(self) -> list[str]:
        """Those asked for, or those that are declared or drawn: the declared ones in their order, then by name."""
        declared = names.declared(self._connection, self._number)
        drawn = {k for tally in ("content", "truth") for k in self._drawn(tally)}
        found = [*declared, *sorted(self._classes[k] for k in drawn if self._classes[k] not in declared)]
        wanted = set(self._query.class_)
        return [name for name in found if not wanted or name in wanted]

    def _drawn(self, tally: str) -> Iterator[int]:
        for row in totals.rows(self._connection, self._number, tally, by=("label_class",)):
            if row["label_class"] and row["objects"]:
                yield row["label_class"]

    def _seen(self, page: Sequence[Image], part: str | None) -> Iterator[_Seen]:
        if part is not None and self._shares is not None:
            page = [image for image in page if self._shares.of(image) == part]
        known = names.numbers(self._connection, schema.image, self._number, [i.image_id for i in page])
        facts = image_facts.rows(self._connection, self._number, known.values())
        every = annotations.of_images(self._connection, self._number, known.values(), self._classes)
        merging = self._query.labels == "consensus"
        answers = annotations.answers(self._connection, self._number, known.values()) if merging else {}
        for image in page:
            number = known[image.image_id]
            yield _Seen(image, facts[number], every.get(image.image_id, []), answers.get(number, []))

    def _of_image(self, seen: _Seen) -> Iterator[Image | Annotation]:
        counting = self.counting
        counting.project["images"] += 1
        count(counting.project, seen.given)
        reason = self._filters.image(seen.image, seen.fact)
        passing = [a for a in seen.given if self._passes(a, reason)]
        kept = self._kept(passing, seen) if passing else []
        if isinstance(kept, str):
            reason, kept = kept, []
        if reason is None and not kept and not (not seen.given and self._filters.every_image):
            reason = "no_annotation_passes" if seen.given else "unlabelled"
        if reason is not None:
            counting.left_out_images[reason] += 1
            return
        counting.taken["images"] += 1
        counting.hold(kept, None if self._shares is None else self._shares.of(seen.image))
        yield seen.image
        yield from kept

    def _passes(self, annotation: Annotation, of_image: str | None) -> bool:
        reason = self._filters.annotation(annotation) or of_image
        if reason is not None:
            self.counting.leave(annotation, reason)
        return reason is None

    def _kept(self, passing: Sequence[Annotation], seen: _Seen) -> list[Annotation] | str:
        """What is written of those that pass; a text is the reason why the image is left out."""
        if self._query.labels == "consensus":
            return self._agreed(passing, seen.answers)
        kept = []
        for annotation in self._chosen(passing):
            narrowed = self._filters.narrowed(annotation)
            if narrowed is None:
                self.counting.leave(annotation, "class")
            else:
                self.counting.take(narrowed, annotation)
                kept.append(narrowed)
        return kept

    def _chosen(self, passing: Sequence[Annotation]) -> Sequence[Annotation]:
        if self._query.labels == "all":
            return passing
        if self._query.labels == "best":
            chosen = min(passing, key=lambda a: self._figures[a.annotator_id].rank)
        else:  # the same that everybody is measured against
            chosen = max(passing, key=lambda a: (-1 if a.submitted_at is None else a.submitted_at, a.annotator_id))
        for annotation in passing:
            if annotation is not chosen:
                self.counting.leave(annotation, "not_best" if self._query.labels == "best" else "earlier_truth")
        return [chosen]

    def _agreed(self, passing: Sequence[Annotation], answers: Sequence[Answer]) -> list[Annotation] | str:
        counting, who = self.counting, {a.annotator_id for a in passing}
        found = self._agreement.of(passing, [a for a in answers if a.name in who])
        narrowed = None if found.annotation is None else self._filters.narrowed(found.annotation)
        reason = "disputed" if self._query.exclude_disputed and found.open else found.reason
        if reason or found.annotation is None or narrowed is None:
            for annotation in passing:
                counting.leave(annotation, reason or "class")
            return reason or "class"
        for annotation in passing:
            counting.take(annotation, annotation)
        for what in ("objects", "labels"):
            gone = len(getattr(found.annotation, what) or ()) - len(getattr(narrowed, what) or ())
            found.counts[f"{what}_of_other_classes"] += gone
        counting.consensus.update(found.counts)
        return [narrowed]


def _check_names(connection: Connection, project: Project, query: Query, classes: set[str]) -> None:
    """BadInput for a class or an annotator that is not there: a slip of the pen would give an export of nothing."""
    for name in query.class_:
        if name not in classes:
            raise _missing("class", name)
    asked = [query.annotator] if query.annotator is not None else []
    for name in asked:
        if not names.numbers(connection, schema.annotator, project.number, [name]):
            raise _missing("annotator", name)


def _missing(what: str, name: str) -> BadInput:
    text = f"there is no {what} {quoted(name)} in this project"
    return BadInput(text, [Problem(f"/{what}", text)])
