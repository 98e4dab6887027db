"""One class has many times the objects of another."""

from labelqa.rules import CONTENT, Alert, Subject, Watch, rule
from labelqa.rules.bounds import Least, Ratio
from labelqa.rules.evidence import Evidence

MEMORY = 300
"""Annotated images among which the one is looked for that raised the alert."""


@rule(project=Watch((CONTENT,)))
def class_imbalance(evidence: Evidence, _subject: Subject, *, ratio: Ratio = 10, minimum: Least = 100) -> list[Alert]:
    """The largest class has more than `ratio` times the objects of the smallest that has any.

    Objects and image-level labels of persons count; fires from `minimum` of them in all, `error` above ten times the
    ratio. Declared classes without a single object raise one `info`, apart. `since` is the image with which the ratio
    was exceeded, in the order of first answers; looked for among the last 300, the first of which it says when the
    alert has stood for longer.
    """
    counts = evidence.content()
    return _imbalance(evidence, counts, ratio, minimum) + _absent(counts, minimum)


def _imbalance(evidence: Evidence, counts: list[tuple[str, int]], ratio: float, minimum: float) -> list[Alert]:
    seen = [(n, name) for name, n in counts if n]
    total = sum(n for n, _ in seen)
    if total < minimum or not seen:
        return []
    (most, largest), (least, smallest) = max(seen, key=lambda s: (s[0], s[1])), min(seen)
    if most <= ratio * least:
        return []
    return [
        Alert(
            type="class_imbalance",
            severity="error" if most > 10 * ratio * least else "warning",
            message=f"'{largest}' has {most / least:.0f}× more samples than '{smallest}'",
            recommended_action=f"Label images that hold '{smallest}' next, or merge or drop the class.",
            subject_kind="class",
            subject_id=smallest,
            value=most / least,
            threshold=ratio,
            n=total,
            since=_since(evidence, (largest, most), (smallest, least), total, ratio, minimum),
            images={"class": smallest},
        )
    ]


def _since(
    evidence: Evidence, largest: tuple[str, int], smallest: tuple[str, int], total: int, ratio: float, minimum: float
) -> int | None:
    """The time of the first image from which on the ratio has been exceeded, by the objects drawn."""
    numbers = [evidence.number("class", name) or 0 for name, _ in (largest, smallest)]
    most, least, at = largest[1], smallest[1], None
    for image in reversed(evidence.objects_by_image(evidence.annotated(MEMORY), numbers)):
        at = image.at
        most, least = most - image.objects[numbers[0]], least - image.objects[numbers[1]]
        if not (least and most > ratio * least and most + least >= min(minimum, total)):
            break
    return at


def _absent(counts: list[tuple[str, int]], minimum: float) -> list[Alert]:
    total, absent = sum(n for _, n in counts), [name for name, n in counts if not n]
    if total < minimum or not absent:
        return []
    listed = ", ".join(f"'{name}'" for name in absent[:5]) + (f" and {len(absent) - 5} more" if len(absent) > 5 else "")
    return [
        Alert(
            type="class_imbalance",
            severity="info",
            message=f"{len(absent)} declared {'class has' if len(absent) == 1 else 'classes have'} no object: {listed}",
            recommended_action="Label images that hold them next, or take them off the list of classes.",
            subject_kind="project",
            subject_id="",
            value=float(len(absent)),
            threshold=0.0,
            n=total,
            since=None,
            images={"class": absent[0]},
        )
    ]
