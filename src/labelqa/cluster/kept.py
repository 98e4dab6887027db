"""Rows of facts as the facts of a store's image: the same, under the numbers of the store."""

from collections.abc import Mapping
from typing import Any

from labelqa.cluster.numbering import renumbered
from labelqa.cluster.schema import NUMBERS
from labelqa.facts import ImageFacts
from labelqa.facts.comparison import Comparison, Drawn
from labelqa.kernel import Compared
from labelqa.model import Answer
from labelqa.tally import unpack

_NOTHING = Compared([], [], [], [], [], [], [], 0, 0, [])
"""What was compared is not kept: only what it came to."""


def facts_of(row: Mapping[str, Any], people: Mapping[str, int], classes: Mapping[str, int]) -> ImageFacts:
    """The facts in a row; of each pair who it is and what it comes to, without what they drew."""
    who = [Answer(people[a["annotator_id"]], a["annotator_id"], a["kind"]) for a in row["annotators"]]
    drawn = [Drawn(answer, ((), (), (), ()), (), ()) for answer in who]
    names = {k: classes[name] for k, name in enumerate(row["class_names"], 1)}
    numbers = {name: row[name] for name in NUMBERS}
    return ImageFacts(
        **numbers | {"empty": bool(row["empty"])},
        pairs=tuple([_pair(pair, drawn) for pair in row["pairs"]]),
        classes={names[c["label_class"]]: (c["objects"], c["iou"]) for c in row["classes"]},
        bag=renumbered(unpack(row["bag"]), {k: a.annotator for k, a in enumerate(who, 1)}, names),
    )


def _pair(pair: Mapping[str, int], drawn: list[Drawn]) -> Comparison:
    sums = [pair["tp"], pair["fp"], pair["fn"], pair["sq"]]
    sides = drawn[pair["a"] - 1], drawn[pair["b"] - 1]
    return Comparison(*sides, _NOTHING, pair["score"], pair["score_any"], {}, sums)
