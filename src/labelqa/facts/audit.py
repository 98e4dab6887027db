"""What became of a model's suggestions in the hands of a person who was shown them.

A person was *shown* them when the answer says that it started from suggestions (`origin` ai_assisted) and the model had
answered the image by then; where one of the two times is unknown, it had. Every suggested object has one fate:

    unchanged   kept as it was: same class, IoU >= 0.999
    moved       same class, another box
    renamed     same box, another class
    both        another box and another class
    rejected    no object of the person means the same thing

Objects are taken for the same thing one to one: first those kept unchanged, then, class ignored, as confusions are
matched, from an IoU of 0.1. What the person drew beyond that was `added`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from labelqa.facts.agreement import day_of
from labelqa.facts.benchmark import BACKGROUND
from labelqa.facts.comparison import Comparison
from labelqa.kernel import confusion, match
from labelqa.tally import BY_NAME, ONE, Bag, count, square

AUDIT = BY_NAME["audit"]
SAME = (999 * ONE + 500) // 1000
"""IoU from which a box is the suggested one: 0.999.

Formats round corners, to hundredths of a pixel or six digits of the image's width: that costs boxes of 20 px and more
less. An edge that somebody moved by a pixel costs boxes below 1,000 px more.
"""
REMOVED = -1
"""Partner of a suggestion that the person took away."""

Fates = Mapping[int, tuple[str, int]]
"""{suggested object: (its fate, the person's object or REMOVED)}."""
Values = Counter[str]


def audited(bag: Bag, pairs: Sequence[Comparison], checked: Sequence[Comparison]) -> None:
    """Adds what persons did with the suggestions they were shown to the tally `audit`.

    `pairs`: persons (first) beside models, as `labelqa.facts.suggestions` compares them. `checked`: answers (first)
    beside the truth of the image, at the project's threshold; empty without one. Pairs in which nothing was shown add
    nothing.

    >>> from labelqa.facts.comparison import compared, drawn
    >>> from labelqa.model import Answer, Boxes
    >>> ana = Answer(1, "ana", "person", ai_assisted=True, boxes=Boxes([1], [0.0], [0.0], [10.0], [8.0]))
    >>> net = Answer(2, "net", "model", boxes=Boxes([1], [0.0], [0.0], [10.0], [10.0]))
    >>> bag: Bag = {}
    >>> audited(bag, [compared(drawn(ana), drawn(net), ONE // 2)], [])
    >>> row = dict(zip(AUDIT.counters, bag[AUDIT.number, (0, 2, 1)]))
    >>> row["suggested"], row["unchanged"], row["moved"], round(row["moved_iou"] / ONE, 6)
    (1, 0, 1, 0.8)
    """
    truth = {p.a.answer.annotator: p for p in checked}
    for pair in pairs:
        person, model = pair.a.answer, pair.b.answer
        if not shown(pair):
            continue
        values = _work(pair)
        found = fates(pair)
        values += _fates(pair, found)
        if person.annotator in truth and model.annotator in truth:
            values += _against_truth(found, truth[person.annotator], truth[model.annotator])
        count(bag, AUDIT, (day_of(person.submitted_at), model.annotator, person.annotator), values)


def shown(pair: Comparison) -> bool:
    """True when the person of a pair (person, model) had the model's suggestions before them."""
    person, model = pair.a.answer, pair.b.answer
    if person.submitted_at is None or model.submitted_at is None:
        return person.ai_assisted
    return person.ai_assisted and model.submitted_at <= person.submitted_at


def fates(pair: Comparison) -> Fates:
    """The fate of every object that the model of a pair (person, model) suggested.

    What was kept as it was comes first, so that a new box beside it cannot pass for it.
    """
    kept = _kept(pair)
    met = kept | _edited(pair, kept)
    overlap = {(i, j): q for i, j, q in zip(pair.compared.ia, pair.compared.ib, pair.compared.q, strict=True)}
    found = dict.fromkeys(range(len(pair.b)), ("rejected", REMOVED))
    for j, i in met.items():
        same_box, same_class = overlap[i, j] >= SAME, pair.a.classes[i] == pair.b.classes[j]
        found[j] = _fate(same_box=same_box, same_class=same_class), i
    return found


def _fate(*, same_box: bool, same_class: bool) -> str:
    if same_class:
        return "unchanged" if same_box else "moved"
    return "renamed" if same_box else "both"


def _kept(pair: Comparison) -> dict[int, int]:
    """{suggested object: the person's} of those that were left as they were."""
    edges = [
        (i, j, q)
        for i, j, q in zip(pair.compared.ia, pair.compared.ib, pair.compared.q, strict=True)
        if q >= SAME and pair.a.classes[i] == pair.b.classes[j]
    ]
    ia, ib, q = ([edge[k] for edge in edges] for k in range(3))
    return {ib[k]: ia[k] for k in match(len(pair.a), len(pair.b), ia, ib, q) if k >= 0}


def _edited(pair: Comparison, kept: Mapping[int, int]) -> dict[int, int]:
    """{suggested object: the person's} of the others that mean the same thing."""
    taken = set(kept.values())
    c = pair.compared
    free = [k for k in range(len(c.q)) if c.ia[k] not in taken and c.ib[k] not in kept]
    rest = replace(c, ia=[c.ia[k] for k in free], ib=[c.ib[k] for k in free], q=[c.q[k] for k in free])
    return {j: i for i, j in confusion(rest, pair.a.classes, pair.b.classes, BACKGROUND)}


def _work(pair: Comparison) -> Values:
    """The answer itself, with its time where there was a suggestion to look at."""
    values = Counter({"images": 1, "suggested": len(pair.b)})
    if pair.a.answer.ms is not None and len(pair.b):
        values += Counter({"timed": 1, "ms": pair.a.answer.ms, "objects": len(pair.b)})
    return values


def _fates(pair: Comparison, found: Fates) -> Values:
    values = Counter(fate for fate, _ in found.values())
    values["added"] = len(pair.a) - sum(i != REMOVED for _, i in found.values())
    moved = {(i, j) for j, (fate, i) in found.items() if fate == "moved"}
    edges = zip(pair.compared.ia, pair.compared.ib, pair.compared.q, strict=True)
    values["moved_iou"] = sum(q for i, j, q in edges if (i, j) in moved)
    return values


def _against_truth(found: Fates, person: Comparison, model: Comparison) -> Values:
    """What the person did to right and wrong suggestions, and to the boxes of those that were moved."""
    right, right_now = ({i for i, _, _ in p.compared.ok} for p in (model, person))
    values = Counter({"checked": 1, "right": 0, "wrong": 0})
    for j, (fate, i) in found.items():
        values["right" if j in right else "wrong"] += 1
        if outcome := _outcome(fate, was_right=j in right, is_right=i in right_now):
            values[outcome] += 1
    return values + _weighed(found, person, model)


def _outcome(fate: str, *, was_right: bool, is_right: bool) -> str | None:
    """The counter, if any, for what happened to a suggestion; one that was kept is not spoilt by others beside it."""
    if was_right:
        return None if is_right or fate == "unchanged" else "right_spoilt"
    if is_right:
        return "wrong_mended"
    return {"unchanged": "wrong_unchanged", "rejected": "wrong_removed"}.get(fate)


def _weighed(found: Fates, person: Comparison, model: Comparison) -> Values:
    """IoU with the truth before and after, of suggestions whose box was changed and that are about a truth object.

    The truth object is the one that the suggestion overlaps most, class ignored, the first of equals.
    """
    after_of = {(i, t): q for i, t, q in zip(person.compared.ia, person.compared.ib, person.compared.q, strict=True)}
    best: dict[int, tuple[int, int]] = {}
    for j, t, q in zip(model.compared.ia, model.compared.ib, model.compared.q, strict=True):
        if q >= BACKGROUND and q > best.get(j, (0, 0))[0]:
            best[j] = q, t
    values: Values = Counter()
    for j, (fate, i) in found.items():
        if fate not in ("moved", "both") or j not in best:
            continue
        before, t = best[j]
        after = after_of.get((i, t), 0)
        values["weighed"] += 1
        for name, value in (("before", before), ("after", after)):
            values[name] += value
            values[f"{name}2"] += square(value)
        values["gain2"] += square(after - before)
    return values
