"""What the simulated project promises, counted in the plainest way, without the measuring that labelqa itself does."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import fmean, stdev, variance

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from labelqa.demo import Demo, simulate
from labelqa.demo.habits import PEOPLE, SMALL
from labelqa.demo.scene import HEIGHT, LIGHTS, SHARES, WIDTH
from labelqa.demo.timetable import Timetable
from labelqa.model import Annotation, Object

END = 1_764_000_000_000
Pair = tuple[Object, Object, float]


def overlaps(left: Sequence[Object], right: Sequence[Object]) -> np.ndarray:
    a, b = (np.array([o.corners for o in side]).reshape(-1, 4) for side in (left, right))
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod((high - low).clip(0), axis=2)
    areas = [np.prod(side[:, 2:] - side[:, :2], axis=1) for side in (a, b)]
    return shared / (areas[0][:, None] + areas[1][None, :] - shared)


def same_class(left: Sequence[Object], right: Sequence[Object]) -> np.ndarray:
    return np.array([[a.class_name == b.class_name for b in right] for a in left]).reshape(len(left), len(right))


def partners(truth: Sequence[Object], drawn: Sequence[Object]) -> list[Pair]:
    """Truth objects and what was drawn for them, whatever class it was given: things never overlap."""
    iou = overlaps(truth, drawn)
    rows, columns = linear_sum_assignment(-iou)
    return [(truth[r], drawn[c], iou[r, c]) for r, c in zip(rows, columns, strict=True) if iou[r, c] >= 0.5]


def pair_score(left: Sequence[Object], right: Sequence[Object]) -> float:
    if not left or not right:
        return float(not left and not right)
    worth = overlaps(left, right) * same_class(left, right)
    return 2 * worth[linear_sum_assignment(-worth)].sum() / (len(left) + len(right))


def objects(annotation: Annotation) -> tuple[Object, ...]:
    assert annotation.objects is not None
    return annotation.objects


def when(annotation: Annotation) -> int:
    assert annotation.submitted_at is not None
    return annotation.submitted_at


def by_image(demo: Demo, kind: str) -> dict[str, list[Annotation]]:
    found: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in sorted((a for a in demo.annotations if a.kind == kind), key=when):
        found[annotation.image_id].append(annotation)
    return found


def of(demo: Demo, annotator_id: str) -> list[Annotation]:
    return [a for a in demo.annotations if a.annotator_id == annotator_id]


def true_objects(demo: Demo) -> dict[str, list[Object]]:
    """What really is in each picture."""
    return {
        image.image_id: [Object(thing.class_name, *thing.box) for thing in scene.things]
        for image, scene in zip(demo.images, demo.scenes, strict=True)
    }


def against_truth(demo: Demo, annotator_id: str) -> tuple[list[Object], list[Pair]]:
    """All truth objects that the annotator was shown, and those found."""
    truth = {a.image_id: objects(a) for a in demo.annotations if a.kind == "truth"}
    answered = [a for a in of(demo, annotator_id) if a.image_id in truth]
    shown = [o for a in answered for o in truth[a.image_id]]
    return shown, [p for a in answered for p in partners(truth[a.image_id], objects(a))]


def against_scenes(demo: Demo, annotator_id: str) -> tuple[list[Object], list[Pair]]:
    """The same for every picture, whether in the truth set or not, up to the change of the guideline."""
    date = Timetable.until(END).guideline_from
    answered = [a for a in of(demo, annotator_id) if when(a) < date]
    there = true_objects(demo)
    shown = [o for a in answered for o in there[a.image_id]]
    return shown, [p for a in answered for p in partners(there[a.image_id], objects(a))]


def shared_scores(demo: Demo) -> list[float]:
    """Image values in the order in which the images became comparable, all-empty ones left out."""
    found = []
    for image_id, given in by_image(demo, "person").items():
        if len(given) > 1 and any(objects(a) for a in given):
            value = fmean(pair_score(objects(a), objects(b)) for a, b in combinations(given, 2))
            found.append((when(given[1]), image_id, value))
    return [value for _, _, value in sorted(found)]


def decisions(demo: Demo, annotator_id: str) -> list[bool]:
    """Approved or not, the latest verdict of each answer, in the order of time."""
    last = [a.reviews[-1] for a in of(demo, annotator_id) if a.reviews]
    return [r.verdict == "approved" for r in sorted(last, key=lambda r: (r.at, r.image_id))]


def width_bias(pairs: Iterable[Pair]) -> tuple[float, bool]:
    """Mean log ratio of widths, and whether it counts as systematic."""
    ratios = [math.log(drawn.width / true.width) for true, drawn, _ in pairs if true.class_name == drawn.class_name]
    mean, error = fmean(ratios), stdev(ratios) / len(ratios) ** 0.5
    return mean, len(ratios) >= 30 and abs(mean) > 0.02 and abs(mean) > 2.5 * error


def miss_rate(shown: Sequence[Object], found: Sequence[Pair], *, small: bool) -> float:
    def fits(o: Object) -> bool:
        return (o.width * o.height < SMALL) == small

    return 1 - sum(fits(true) for true, _, _ in found) / sum(fits(o) for o in shown)


def share_called_car(found: Iterable[Pair]) -> float:
    vans = [drawn.class_name for true, drawn, _ in found if true.class_name == "van"]
    return vans.count("car") / len(vans)


def drop(scores: Sequence[float]) -> tuple[float, float]:
    """By how much the last 50 lie below the 200 before them, and how many standard errors that is."""
    now, before = scores[-50:], scores[-250:-50]
    fall = fmean(before) - fmean(now)
    return fall, fall / (variance(now) / len(now) + variance(before) / len(before)) ** 0.5


def outliers(demo: Demo) -> Counter[str]:
    """Images on which nobody drew anything like a suggestion: seen by one person, or by several who agree or not."""
    suggested = {a.image_id: objects(a) for a in demo.annotations if a.kind == "model"}
    found: Counter[str] = Counter()
    for image_id, given in by_image(demo, "person").items():
        boxes = suggested.get(image_id, ())
        drawn = [o for a in given for o in objects(a)]
        if boxes and not ((overlaps(drawn, boxes) >= 0.5) & same_class(drawn, boxes)).any():
            agreed = len(given) > 1 and pair_score(objects(given[0]), objects(given[1])) >= 0.5
            found["one" if len(given) == 1 else "agreed" if agreed else "disputed"] += 1
    return found


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    agreed = fmean(a == b for a, b in zip(first, second, strict=True))
    chance = sum(first.count(name) * second.count(name) for name in LIGHTS) / len(first) ** 2
    return (agreed - chance) / (1 - chance)


def test_the_same_arguments_give_the_same_project(demo: Demo) -> None:
    assert simulate(end=END) == demo
    assert simulate(end=END, seed=8, images=50) != simulate(end=END, images=50)


def test_another_end_moves_the_project_in_time() -> None:
    last = [max(when(a) for a in simulate(end=end).annotations) for end in (END, END + 3_600_000)]
    assert last[1] - last[0] == 3_600_000


def test_it_is_large_enough_for_every_figure_and_small_enough_to_start_quickly(demo: Demo) -> None:
    persons = by_image(demo, "person")
    truth = by_image(demo, "truth")
    assert len(demo.images) == len(demo.scenes) == 1400
    assert sum(len(given) > 1 for given in persons.values()) >= 400
    assert sum(len(given) > 2 for given in persons.values()) >= 60
    assert len(truth) >= 60
    assert 0.25 <= len(by_image(demo, "model")) / len(demo.images) <= 0.30
    assert 60 <= len(demo.images) - len(persons) <= 100
    for annotator_id in PEOPLE:
        assert sum(a.image_id in truth for a in of(demo, annotator_id)) >= 30


def test_the_truth_set_is_what_is_really_there(demo: Demo) -> None:
    there = true_objects(demo)
    light = {image.image_id: scene.light for image, scene in zip(demo.images, demo.scenes, strict=True)}
    for annotation in of(demo, "truth"):
        assert sorted(objects(annotation), key=lambda o: o.order) == sorted(
            there[annotation.image_id], key=lambda o: o.order
        )
        assert annotation.labels == (light[annotation.image_id],)


def test_nobody_answers_an_image_twice_and_ids_are_unique(demo: Demo) -> None:
    ids = {image.image_id for image in demo.images}
    keys = Counter((a.image_id, a.annotator_id) for a in demo.annotations)
    assert len(ids) == len(demo.images)
    assert max(keys.values()) == 1
    assert {image_id for image_id, _ in keys} <= ids


def test_everything_lies_inside_its_picture(demo: Demo) -> None:
    drawn = [o for a in demo.annotations for o in objects(a)]
    assert not any(o.degenerate for o in drawn)
    assert all(o.x >= 0 and o.y >= 0 and o.corners[2] <= WIDTH and o.corners[3] <= HEIGHT for o in drawn)
    assert {o.class_name for o in drawn} == set(SHARES)


def test_times_are_in_order_and_none_lies_after_the_end(demo: Demo) -> None:
    assert max(when(a) for a in demo.annotations) <= END
    assert min(when(a) for a in demo.annotations) >= END - 20 * 7 * 86_400_000
    for annotation in demo.annotations:
        times = [when(annotation), *[r.at for r in annotation.reviews if r.at is not None], END]
        assert times == sorted(times)
        assert len(times) == len(annotation.reviews) + 2
        assert all(r.at is not None and r.at > when(annotation) for r in annotation.reviews)
    persons = by_image(demo, "person")
    for image_id, given in by_image(demo, "model").items():
        assert all(when(given[0]) < when(a) for a in persons.get(image_id, []))


def test_answers_carry_what_each_kind_of_annotator_has(demo: Demo) -> None:
    for a in demo.annotations:
        assert (a.labels is None) == (a.kind == "model")
        assert (a.seconds is not None) == (a.origin is not None) == (a.kind == "person")
        assert all((o.score is not None) == (a.kind == "model") for o in objects(a))
        assert all(r.reviewer_id and (r.verdict == "approved" or r.reason) for r in a.reviews)


def test_about_two_thirds_of_the_answers_are_reviewed_and_some_verdicts_are_overruled(demo: Demo) -> None:
    people = [a for a in demo.annotations if a.kind == "person"]
    assert 0.6 <= fmean(bool(a.reviews) for a in people) <= 0.72
    assert {r.verdict for a in people for r in a.reviews} == {"approved", "rejected", "corrected"}
    assert any([r.verdict for r in a.reviews] == ["rejected", "approved"] for a in people)


def test_work_starts_from_a_suggestion_only_where_there_is_one(demo: Demo) -> None:
    suggested = set(by_image(demo, "model"))
    people = [a for a in demo.annotations if a.kind == "person"]
    assert all(a.image_id in suggested for a in people if a.origin == "ai_assisted")
    assert 0.15 <= fmean(a.origin == "ai_assisted" for a in people) <= 0.35


def test_a_few_pictures_are_empty_and_everybody_says_so(demo: Demo) -> None:
    persons = by_image(demo, "person")
    bare = [given for given in persons.values() if not any(objects(a) for a in given)]
    assert 10 <= len(bare) <= 40
    assert sum(len(given) > 1 for given in bare) >= 3


@pytest.mark.parametrize("annotator_id", sorted(PEOPLE))
def test_only_the_loose_one_draws_systematically_wide(demo: Demo, annotator_id: str) -> None:
    bias, systematic = width_bias(against_truth(demo, annotator_id)[1])
    assert systematic == (annotator_id == "bo")
    if annotator_id == "bo":
        assert bias == pytest.approx(math.log(1.10), abs=0.02)


@pytest.mark.parametrize("annotator_id", sorted(PEOPLE))
def test_only_one_misses_small_objects(demo: Demo, annotator_id: str) -> None:
    shown, found = against_scenes(demo, annotator_id)
    small, larger = miss_rate(shown, found, small=True), miss_rate(shown, found, small=False)
    assert larger < 0.06
    assert small == pytest.approx(0.35, abs=0.05) if annotator_id == "chen" else small < 0.08


@pytest.mark.parametrize("annotator_id", sorted(PEOPLE))
def test_only_one_calls_vans_cars(demo: Demo, annotator_id: str) -> None:
    share = share_called_car(against_scenes(demo, annotator_id)[1])
    assert share == pytest.approx(0.25, abs=0.05) if annotator_id == "dia" else share < 0.04


def test_eli_tires_after_a_date(demo: Demo) -> None:
    date = Timetable.until(END).tired_from
    there = true_objects(demo)
    parts = [[a for a in of(demo, "eli") if (when(a) >= date) == late] for late in (False, True)]
    drawn = [sum(len(objects(a)) for a in part) / sum(len(there[a.image_id]) for a in part) for part in parts]
    assert drawn[0] > 0.97
    assert drawn[1] == pytest.approx(0.85, abs=0.04)


@pytest.mark.parametrize("annotator_id", sorted(PEOPLE))
def test_only_the_tired_ones_approval_falls_below_the_bar(demo: Demo, annotator_id: str) -> None:
    last = decisions(demo, annotator_id)[-50:]
    assert len(last) == 50
    assert (fmean(last) < 0.70) == (annotator_id == "eli")


def test_the_good_one_is_closest_to_the_truth(demo: Demo) -> None:
    truth = {a.image_id: objects(a) for a in demo.annotations if a.kind == "truth"}
    closeness = {
        p: fmean(pair_score(truth[a.image_id], objects(a)) for a in of(demo, p) if truth.get(a.image_id))
        for p in PEOPLE
    }
    assert max(closeness, key=lambda p: closeness[p]) == "ana"


def test_every_pair_of_persons_agrees_on_the_light_well_but_not_fully(demo: Demo) -> None:
    labels = {p: {a.image_id: (a.labels or ("",))[0] for a in of(demo, p)} for p in PEOPLE}
    values = []
    for a, b in combinations(sorted(PEOPLE), 2):
        common = sorted(labels[a].keys() & labels[b].keys())
        assert len(common) >= 30
        values.append(kappa([labels[a][i] for i in common], [labels[b][i] for i in common]))
    assert min(values) > 0.75
    assert max(values) < 1
    assert 0.85 < fmean(values) < 0.99


def test_one_person_takes_dusk_for_day_more_often_than_the_others(demo: Demo) -> None:
    light = {image.image_id: scene.light for image, scene in zip(demo.images, demo.scenes, strict=True)}
    wrong = {p: fmean(a.labels == ("day",) for a in of(demo, p) if light[a.image_id] == "dusk") for p in PEOPLE}
    assert wrong["bo"] == pytest.approx(0.15, abs=0.05)
    assert max(share for p, share in wrong.items() if p != "bo") < 0.1


@pytest.mark.parametrize(("seed", "end"), [(7, END), (7, END + 3 * 86_400_000), (8, END), (9, END + 5 * 86_400_000)])
def test_what_the_four_alerts_look_for_is_there(seed: int, end: int) -> None:
    demo = simulate(seed=seed, end=end)
    classes = Counter(o.class_name for a in demo.annotations if a.kind == "person" for o in objects(a))
    ranked = classes.most_common()
    assert ranked[0][1] > 10 * ranked[-1][1]
    assert fmean(decisions(demo, "eli")[-50:]) < 0.70
    fall, errors = drop(shared_scores(demo))
    assert fall > 0.10
    assert errors > 3.5
    found = outliers(demo)
    assert 6 <= found.total() <= 10
    assert found["one"] >= 3
    assert found["agreed"] >= 2


def test_agreement_was_steady_before_the_guideline_changed(demo: Demo) -> None:
    scores = shared_scores(demo)
    falls = [drop(scores[:until])[0] for until in range(250, len(scores) - 55)]
    assert max(falls) < 0.05


def test_notes_and_batches_say_that_all_is_simulated(demo: Demo) -> None:
    assert "simulated" in demo.title.lower()
    assert all("simulated" in note.text.lower() for note in demo.notes)
    assert all(image.batch is not None and "simulated" in image.batch for image in demo.images)
    assert {note.kind for note in demo.notes} == {"guideline", "model"}
    assert Timetable.until(END).guideline_from in {note.at for note in demo.notes}
