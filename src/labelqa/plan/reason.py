"""Why an image is to be labelled, in words."""

from collections.abc import Iterator, Mapping

from labelqa.plan.worth import Worth

MUCH = 0.3
"""A part below this is not worth a word."""
RARE = 0.5
"""A class is called rare from this rarity on, at most twice as frequent as the rarest, but not the commonest one."""
NAMED = 3
"""Most classes that are named."""


def reason(worth: Worth, named: Mapping[int, str], rare: Mapping[int, float]) -> str:
    """The parts of the score that are large, each in words; `named`: names of classes, `rare`: their rarity.

    >>> from labelqa.plan.worth import LabelParts
    >>> reason(Worth(LabelParts(models=0.5, scarcity=0.4), {1: 3, 2: 2}), {1: "car", 2: "cone"}, {1: 0.1, 2: 1.0})
    'models differ by 0.50; rare: cone (2 of 5 objects)'
    >>> reason(Worth(LabelParts(), {}), {}, {})
    'nothing is known of it: taken at random'
    """
    told = [*_doubts(worth), *_rarities(worth, named, rare)]
    known = any(
        part is not None
        for part in (
            worth.parts.models,
            worth.parts.uncertainty,
            worth.parts.suggestion,
            worth.parts.persons,
            worth.parts.scarcity,
            worth.parts.chance_of_error,
        )
    )
    return "; ".join(told) or ("nothing stands out" if known else "nothing is known of it: taken at random")


def _doubts(worth: Worth) -> Iterator[str]:
    parts = worth.parts
    for part, words in (
        (parts.models, "models differ by {}"),
        (parts.uncertainty if parts.models is None else None, "the model is unsure ({})"),
        (parts.persons, "persons differ by {}"),
        (parts.suggestion, "persons differ from the suggestion by {}"),
        (parts.chance_of_error, "chance of error {}"),
    ):
        if part is not None and part >= MUCH:
            yield words.format(f"{part:.2f}")


def _rarities(worth: Worth, named: Mapping[int, str], rare: Mapping[int, float]) -> Iterator[str]:
    objects = sum(worth.classes.values())
    found = [(k, n) for k, n in worth.classes.items() if rare[k] >= RARE and rare[k] > min(rare.values())]
    if found:
        found.sort(key=lambda one: (-rare[one[0]], named[one[0]]))
        words = [named[k] for k, _ in found[:NAMED]]
        yield f"rare: {', '.join(words)} ({sum(n for _, n in found)} of {objects} objects)"
