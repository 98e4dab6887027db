"""One class has many times the objects of another."""

from labelqa.rules import Alert, rule
from labelqa.rules.evidence import Evidence


@rule(scope="project")
def class_imbalance(evidence: Evidence, _subject: str, *, ratio: float = 10, minimum: float = 100) -> list[Alert]:
    """The largest class has more than `ratio` times the objects of the smallest that has any.

    Objects and image-level labels of persons count; fires from `minimum` of them in all, `error` above ten times the
    ratio. Declared classes without a single object raise one `info`, apart.
    """
    counts = evidence.content()
    return _imbalance(counts, ratio, minimum) + _absent(counts, minimum)


def _imbalance(counts: list[tuple[str, int]], ratio: float, minimum: float) -> list[Alert]:
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
            since=None,
            images={"class": smallest},
        )
    ]


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
        )
    ]
