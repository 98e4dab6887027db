"""Image-level labels: a chance of error from the record of annotator and model, also where one person answered."""

from random import Random

import pytest

from labelqa.queue import HiddenTruth, Ranking, Sight, judge, learn
from tests.review_queue.drawn import CAR, answer, labelled, seen

RATES = {"ana": 0.03, "bo": 0.05, "cy": 0.4, "net": 0.1}


def project(seed: int, images: int = 300, *, shared: float = 0.3) -> tuple[list[Sight], dict[str, int]]:
    random = Random(seed)
    truth, sights = {}, []
    for k in range(images):
        name = f"{k:04}"
        truth[name] = random.choice([1, 1, 2])
        people = ["ana", "bo", "cy"] if random.random() < shared else [random.choice(["ana", "bo", "cy"])]
        said = {who: truth[name] if random.random() >= RATES[who] else 3 - truth[name] for who in (*people, "net")}
        given = [labelled(who, k, kind="model" if who == "net" else "person") for who, k in said.items()]
        sights.append(seen(name, *given))
    return sights, truth


def test_whose_labels_are_wrong_is_found_out() -> None:
    model = learn(project(1)[0])
    errors = model.labels.errors
    assert errors["cy"] > 0.25 > 0.12 > max(errors["ana"], errors["bo"])


def test_chances_are_about_right_on_images_of_one_person() -> None:
    sights, truth = project(2, 600)
    names = {1: "car", 2: "bus"}
    rows = [
        (c.wrong, s.sources[k].labels != (names[truth[s.image_id]],))
        for s, found in zip(sights, judge(learn(sights), sights), strict=True)
        for k, c in zip(s.persons, found.chances, strict=True)
        if len(s.persons) == 1
    ]
    assert sum(p for p, _ in rows) / len(rows) == pytest.approx(sum(w for _, w in rows) / len(rows), abs=0.05)
    sure = [w for p, w in rows if p > 0.5]
    calm = [w for p, w in rows if p < 0.1]
    assert sum(sure) / len(sure) > 0.6
    assert sum(calm) / len(calm) < 0.1


def test_a_doubtful_label_names_the_likelier_one() -> None:
    sights, _ = project(3)
    model = learn(sights)
    [found] = judge(model, [seen("new", labelled("cy", 2), labelled("net", 1, kind="model"))])
    [chance] = found.chances
    assert chance.wrong > 0.5
    assert chance.likelier == ("car",)
    assert chance.n is None


def test_with_several_labels_each_class_is_a_question() -> None:
    sights = [
        seen(f"{k:03}", labelled("ana", 1, 2), labelled("bo", 1, 2), labelled("cy", *([1] if k % 2 else [1, 2])))
        for k in range(80)
    ]
    model = learn(sights, multi_label=True)
    [found] = judge(model, [sights[1]])
    chances = {c.annotator_id: c for c in found.chances}
    assert chances["cy"].wrong > 0.5 > 0.2 > chances["ana"].wrong
    assert chances["cy"].likelier == ("bus",)
    assert chances["cy"].labels == pytest.approx(chances["cy"].wrong, abs=0.1)


def test_without_a_choice_of_labels_nothing_is_judged() -> None:
    sights = [seen("a", labelled("ana", 1)), seen("b", labelled("ana"))]
    assert [j.chances for j in judge(learn(sights), sights)] == [(), ()]
    assert judge(HiddenTruth(), sights)[0].chances == ()


def test_a_label_model_is_kept_to_the_last_bit() -> None:
    model = learn(project(4, 60)[0])
    assert HiddenTruth.from_json(model.as_json()) == model


def test_a_settled_dissent_does_not_make_the_agreed_label_doubtful() -> None:
    model = learn(project(1)[0])
    four = [labelled(name, 1) for name in ("ana", "bo", "dan", "eve")]
    even = [labelled("ana", 1), labelled("bo", 2), labelled("dan", 1), labelled("eve", 2)]
    settled, open_ = judge(model, [seen("settled", *four, labelled("cy", 2)), seen("open", *even)])
    assert {c.annotator_id: c.wrong for c in settled.chances}["cy"] > 0.9
    assert settled.consensus is not None
    assert open_.consensus is not None
    assert (settled.consensus.annotator_id, settled.consensus.n) == (None, None)
    assert settled.consensus.wrong < 0.05 < 0.2 < open_.consensus.wrong
    queue = Ranking(model)
    first, second = queue.score(settled), queue.score(open_)
    assert first is not None
    assert second is not None
    assert first.priority < second.priority
    assert judge(model, [seen("two", labelled("ana", 1), labelled("bo", 1))])[0].consensus is None


def test_of_several_labels_the_consensus_is_what_most_gave() -> None:
    sights = [seen(f"{k:03}", *[labelled(name, 1, 2) for name in ("ana", "bo", "cy")]) for k in range(60)]
    model = learn([*sights, seen("none", labelled("ana"), labelled("bo"), labelled("cy"))], multi_label=True)
    [found] = judge(model, [seen("new", labelled("ana", 1, 2), labelled("bo", 1, 2), labelled("cy", 1))])
    assert found.consensus is not None
    by_name = {c.annotator_id: c for c in found.chances}
    assert found.consensus.wrong == by_name["ana"].wrong < by_name["cy"].wrong
    assert found.consensus.likelier == ()


def test_boxes_and_labels_are_agreed_on_together() -> None:
    model = learn(project(1)[0])
    names = ("ana", "bo", "cy")
    [boxes] = judge(model, [seen("a", *[answer(name, CAR) for name in names])])
    [both] = judge(model, [seen("a", *[answer(name, CAR, labels=(1,)) for name in names])])
    [labels] = judge(model, [seen("a", *[labelled(name, 1) for name in names])])
    assert boxes.consensus is not None
    assert both.consensus is not None
    assert labels.consensus is not None
    right = (1 - boxes.consensus.wrong) * (1 - labels.consensus.wrong)
    assert both.consensus.wrong == pytest.approx(1 - right)
    assert both.consensus.labels == labels.consensus.labels
    mixed = [answer("ana", CAR, labels=(1,)), answer("bo", CAR, labels=(1,)), labelled("cy", 1)]
    assert judge(model, [seen("a", *mixed)])[0].consensus is None  # two persons' boxes are no consensus
