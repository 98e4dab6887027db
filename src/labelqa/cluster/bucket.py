"""One bucket: the rows of its images in, a row of facts for each of them out, and their sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from labelqa.cluster.answers import labelled
from labelqa.cluster.columns import columns_of
from labelqa.cluster.given import Gathered, Known, gathered, one_kind_each
from labelqa.cluster.numbering import numbered, renumbered
from labelqa.cluster.plain import Plain, plain_of
from labelqa.cluster.schema import FACTS, NUMBERS, STAGED
from labelqa.cluster.terms import Terms
from labelqa.errors import BadInput
from labelqa.facts import ImageFacts, measured
from labelqa.facts.entries import summed as summed_entries
from labelqa.facts.sheet import Sheet
from labelqa.facts.sweep import swept
from labelqa.formats.parquet.schema import OF_IMAGE
from labelqa.ingest.labelled import sheet_of, sheets
from labelqa.model import Answer, Image
from labelqa.tally import Bag, merge, pack, summed


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a bucket in their order, and their numbers, from 1."""

    people: Mapping[str, int]
    classes: Mapping[str, int]


def scored(table: pa.Table, shape: str, terms: Terms, known: Known) -> pa.Table:
    """The rows of all images of one bucket -> STAGED: facts by image, their sum, or what is wrong with a row."""
    try:
        plain, rest = plain_of(table, shape)
        found = gathered(rest, shape, known)
        kinds = _kinds(found, plain)
    except BadInput as error:
        return refused(error)
    names = _names(found, plain)
    tables, total = _measured(found, names, terms)
    for some in plain:
        tables.append(_of_sheet(some.images, some.sheet(names.people, names.classes), names, terms, total))
    return _staged(tables, total, names, kinds, found)


def refused(error: BadInput) -> pa.Table:
    """What a bucket comes to that holds a row which cannot be read."""
    note = {"text": error.detail, "place": "", "count": 1}
    return pa.Table.from_pylist([{"part": "refused", "notes": [note]}], schema=STAGED)


def _kinds(found: Gathered, plain: Sequence[Plain]) -> dict[str, str]:
    """Everybody's kind; BadFile where somebody has two."""
    every = {(a.annotator_id, a.kind) for given in found.images.values() for a in given.annotations}
    every |= {(name, "person") for some in plain for name in some.people}
    one_kind_each(sorted(every))
    return dict(every)


def _of_sheet(images: Sequence[Image], sheet: Sheet, names: Names, terms: Terms, total: Bag) -> pa.Table:
    """The facts of a sheet of images, whose sum is added to `total`."""
    facts = swept(sheet, min_annotators=terms.min_annotators)
    merge(total, summed_entries(facts.entries))
    return columns_of(images, sheet, facts, list(names.people), list(names.classes))


def _names(found: Gathered, plain: Sequence[Plain]) -> Names:
    given = [a for one in found.images.values() for a in one.annotations]
    people = {a.annotator_id for a in given} | {name for some in plain for name in some.people}
    classes = {o.class_name for a in given for o in a.objects or ()} | {k for a in given for k in a.labels or ()}
    return Names(numbered(people), numbered(classes | {name for some in plain for name in some.classes}))


def _measured(found: Gathered, names: Names, terms: Terms) -> tuple[list[pa.Table], Bag]:
    """Tables of facts of images whose rows were looked at one by one, and the sum of their bags."""
    every = {k: labelled(given, names.people, names.classes, terms) for k, given in enumerate(found.images.values())}
    about = [given.image for given in found.images.values()]
    plain = {k: one for k, one in every.items() if one.plain}
    tables, total = list[pa.Table](), Bag()
    for some in sheets(plain):
        tables.append(_of_sheet([about[k] for k in some], sheet_of([plain[k] for k in some]), names, terms, total))
    rows, bags = list[dict[str, Any]](), list[Bag]()
    for k, one in every.items():
        if k not in plain:
            answers = one.answers
            fact = measured(terms.project, answers)
            rows.append(row_of_facts(about[k], answers, fact, names))
            bags.append(fact.bag)
    merge(total, summed(bags))
    return [*tables, pa.Table.from_pylist(rows, schema=FACTS)], total


def row_of_facts(image: Image, answers: Sequence[Answer], fact: ImageFacts, names: Names) -> dict[str, Any]:
    """One image's facts under its own numbers."""
    people, classes = list(names.people), list(names.classes)
    who = sorted(a.annotator for a in answers)
    kinds = {a.annotator: a.kind for a in answers}
    drawn = {k for a in answers for k in (*(a.boxes.classes if a.boxes else ()), *(a.labels or ()))}
    own = {number: place for place, number in enumerate(who, 1)}
    own_classes = {number: place for place, number in enumerate(sorted(drawn), 1)}
    return {
        "image_id": image.image_id,
        **{name: getattr(image, name) for name in OF_IMAGE},
        **{name: None if (value := getattr(fact, name)) is None else int(value) for name in NUMBERS},
        "annotators": [{"annotator_id": people[k - 1], "kind": kinds[k]} for k in who],
        "class_names": [classes[k - 1] for k in sorted(drawn)],
        "pairs": [_pair(pair, own) for pair in fact.pairs],
        "classes": [
            {"label_class": own_classes[k], "objects": n, "iou": iou} for k, (n, iou) in sorted(fact.classes.items())
        ],
        "bag": pack(renumbered(fact.bag, own, own_classes)),
    }


def _pair(pair: Any, own: Mapping[int, int]) -> dict[str, int]:
    tp, fp, fn, sq = pair.sums[:4]
    who = {"a": own[pair.a.answer.annotator], "b": own[pair.b.answer.annotator]}
    return who | {"score": pair.score, "score_any": pair.score_any, "tp": tp, "fp": fp, "fn": fn, "sq": sq}


def _staged(
    tables: Iterable[pa.Table], total: Bag, names: Names, kinds: Mapping[str, str], found: Gathered
) -> pa.Table:
    facts = pa.concat_tables(tables).sort_by("image_id")
    notes = [{"text": text, "place": found.places[text], "count": n} for text, n in sorted(found.notes.items())]
    last = {
        "part": "sums",
        "n": facts.num_rows,
        "annotators": [{"annotator_id": name, "kind": kinds[name]} for name in names.people],
        "class_names": list(names.classes),
        "bag": pack(total),
        "notes": notes,
    }
    rows = facts.append_column("part", pa.array(["facts"] * facts.num_rows, pa.string()))
    rows = rows.append_column("notes", pa.nulls(facts.num_rows, STAGED.field("notes").type))
    return pa.concat_tables([rows.select(STAGED.names).cast(STAGED), pa.Table.from_pylist([last], schema=STAGED)])
