"""The spread tally holds, exactly, the squares and products of what each image adds to the agreement tallies."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts import facts
from labelqa.facts.agreement import agreement, persons
from labelqa.facts.spread import PART
from labelqa.model import Answer, Boxes
from labelqa.tally import BANDS, BY_NAME, ONE, Bag, add, clean, div, rows, square

places = st.tuples(
    st.sampled_from([1, 2]),
    st.integers(0, 3).map(lambda k: 7.0 * k),
    st.just(5.0),
    st.sampled_from([20.0, 40.0, 120.0]),
    st.sampled_from([20.0, 60.0, 120.0]),
)
drawings = st.none() | st.lists(places, max_size=4)
images = st.lists(st.lists(drawings, max_size=4), max_size=5)


def answered(drawing: list[tuple[int, float, float, float, float]] | None, who: int) -> Answer:
    boxes = None
    if drawing is not None:
        ordered = sorted(drawing, key=lambda o: (o[1], o[2], o[1] + o[3], o[2] + o[4], o[0]))
        boxes = Boxes(*[[o[k] for o in ordered] for k in range(5)])  # type: ignore[arg-type]
    return Answer(who, f"a{who}", "person", boxes=boxes)


def answers(image: list[list[tuple[int, float, float, float, float]] | None]) -> list[Answer]:
    return [answered(drawing, who) for who, drawing in enumerate(image, 1)]


def expected(cell: dict[str, int], *, ignored: bool) -> dict[str, int]:
    """The slow way, from the image's own entry in an agreement tally."""
    tp, miss, sq = cell["tp"], cell["fp"] + cell["fn"], div(cell["sq"], PART)
    gap = cell["s1_any"] - cell["s1"] if ignored else 0
    found = {"images": 1, "tp_tp": tp**2, "tp_miss": tp * miss, "miss_miss": miss**2, "sq_sq": sq**2}
    found |= {"sq_tp": sq * tp, "sq_miss": sq * miss, "gap": gap, "gap2": square(gap)}
    for band in BANDS:
        n, iou = cell[f"n_{band}"], div(cell[f"iou_{band}"], PART)
        found |= {f"n_n_{band}": n * n, f"iou_n_{band}": iou * n, f"iou_iou_{band}": iou * iou}
    return found


@given(st.lists(drawings, max_size=4))
def test_an_image_adds_its_squares_once_in_all_and_once_for_each_class(image: list[object]) -> None:
    bag = facts(answers(image)).bag  # type: ignore[arg-type]
    spread = {row["label_class"]: row for row in rows(bag, BY_NAME["spread"])}
    cells = {row["label_class"]: row for row in rows(bag, BY_NAME["class_agreement"])}
    cells |= dict.fromkeys([0] * len(cells), rows(bag, BY_NAME["agreement"])[0] if cells else {})
    assert spread.keys() == cells.keys()
    for label_class, row in spread.items():
        assert expected(cells[label_class], ignored=label_class == 0).items() <= row.items()


def test_an_image_that_everybody_left_empty_adds_nothing() -> None:
    assert not rows(facts(answers([[], []])).bag, BY_NAME["spread"])


@given(images, st.randoms(use_true_random=False))
def test_the_order_of_images_and_of_answers_does_not_matter(
    given_images: list[list[object]], mix: random.Random
) -> None:
    def total(shuffled: bool) -> Bag:
        found: Bag = {}
        for image in mix.sample(given_images, len(given_images)) if shuffled else given_images:
            people = answers(image)  # type: ignore[arg-type]
            add(found, facts(mix.sample(people, len(people)) if shuffled else people).bag)
        return clean(found)

    assert total(False) == total(True)


@given(st.lists(drawings, max_size=4))
def test_comparing_anew_gives_what_the_facts_of_the_image_hold(image: list[object]) -> None:
    given_answers, anew = answers(image), Bag()  # type: ignore[arg-type]
    agreement(anew, persons(given_answers), ONE // 2)
    names = {
        BY_NAME[n].number
        for n in ("agreement", "class_agreement", "peer", "pair", "spread", "presence", "iou_bin", "peer_iou_bin")
    }
    assert anew == {key: row for key, row in facts(given_answers).bag.items() if key[0] in names}


@given(st.lists(drawings, min_size=2, max_size=4))
def test_one_annotators_pairs_alone_are_that_annotators_peer_entry(image: list[object]) -> None:
    given_answers = answers(image)  # type: ignore[arg-type]
    whole = facts(given_answers).bag
    for who in (a.annotator for a in given_answers):
        alone: Bag = {}
        agreement(alone, persons(given_answers), ONE // 2, only=who)
        peers = [row for row in rows(whole, BY_NAME["peer"]) if row["annotator"] == who]
        assert rows(alone, BY_NAME["peer"]) == peers
        assert rows(alone, BY_NAME["agreement"]) == [{k: v for k, v in r.items() if k != "annotator"} for r in peers]
        assert not rows(alone, BY_NAME["presence"])


@given(st.lists(drawings, min_size=2, max_size=2))
def test_of_two_annotators_each_ones_classes_are_the_images(image: list[object]) -> None:
    people, bags = persons(answers(image)), []  # type: ignore[arg-type]
    for only in (None, *[p.answer.annotator for p in people][: 2 * (len(people) == 2)]):
        bags.append(Bag())
        agreement(bags[-1], people, ONE // 2, only=only)
    for a, b in pairwise(bags):
        assert rows(a, BY_NAME["class_agreement"]) == rows(b, BY_NAME["class_agreement"])


def test_presence_counts_who_drew_anything_among_those_asked_for_boxes() -> None:
    box = [(1, 0.0, 0.0, 9.0, 9.0)]
    found = facts(answers([box, [], box, None])).bag
    assert rows(found, BY_NAME["presence"]) == [{"day": 0, "n": 3, "yes": 2, "images": 1}]
    assert not rows(facts(answers([box, None])).bag, BY_NAME["presence"])
