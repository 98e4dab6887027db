"""Columns of many images at once say of every pair what a comparison of the two says."""

from dataclasses import fields

import numpy as np
import pytest

from labelqa.kernel import Compared, compare, confusion, pairs_within, sweep
from labelqa.kernel.sweeping import ANY, CONFUSED, EVERYTHING, FOUND, SCORE, confusions
from tests.kernel.layouts import HALF, many, plainly


def swept(*call: object, **options: int) -> dict[str, list[int]]:
    found = sweep(*call, **options)  # type: ignore[arg-type]
    return {field.name: getattr(found, field.name).tolist() for field in fields(found)}


def test_a_sweep_says_of_every_pair_what_a_comparison_says() -> None:
    drawings, image_of = many(1, 150)
    first, second = pairs_within(image_of)
    found = sweep(drawings, first, second, HALF)
    columns = [getattr(drawings, name).tolist() for name in ("x1", "y1", "x2", "y2", "classes")]
    assert len(first) > 200
    for p, (s, t) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        (*a, class_a), (*b, class_b) = (
            [column[drawings.box_of[k] : drawings.box_of[k + 1]] for column in columns] for k in (s, t)
        )
        one = plainly(lambda x=(tuple(a), tuple(b), class_a, class_b, HALF): compare(*x))  # type: ignore[misc]
        assert isinstance(one, Compared)
        in_a, in_b = (slice(at[p], at[p + 1]) for at in (found.at_a, found.at_b))
        assert (found.total[p], found.total_any[p]) == (one.total, one.total_any)
        assert found.partner_a[in_a].tolist() == one.partner_a
        assert found.quality_a[in_a].tolist() == one.quality_a
        assert found.partner_b[in_b].tolist() == one.partner_b
        assert found.quality_b[in_b].tolist() == one.quality_b
        right = zip(found.found[in_a].tolist(), found.found_quality[in_a].tolist(), strict=True)
        assert [(i, j, q) for i, (j, q) in enumerate(right) if j >= 0] == one.ok
        assert (found.found_pairs[p], found.found_total[p]) == (len(one.ok), sum(q for *_, q in one.ok))
        named = plainly(lambda x=(one, class_a, class_b, HALF): confusion(*x))  # type: ignore[misc]
        assert [(i, j) for i, j in enumerate(found.confused[in_a].tolist()) if j >= 0] == named


def test_confusions_are_counted_pair_by_pair_and_who_has_no_partner_last() -> None:
    drawings, image_of = many(5, 80)
    found = sweep(drawings, *pairs_within(image_of), HALF)
    expected = np.zeros((4, 4), np.int64)
    for p, (s, t) in enumerate(zip(found.first.tolist(), found.second.tolist(), strict=True)):
        a, b = (drawings.classes[drawings.box_of[k] : drawings.box_of[k + 1]] for k in (s, t))
        partners = found.confused[found.at_a[p] : found.at_a[p + 1]].tolist()
        for own, j in zip(a.tolist(), partners, strict=True):
            expected[own, b[j] if j >= 0 else 3] += 1
        for j in set(range(len(b))) - set(partners):
            expected[3, b[j]] += 1
    assert expected[:3, 3].any()
    assert expected[3].any()
    assert np.array_equal(confusions(drawings, found, 3), expected)
    assert np.array_equal(plainly(lambda: confusions(drawings, found, 3)), expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("wanted", [SCORE, SCORE | ANY, FOUND, CONFUSED, FOUND | CONFUSED, EVERYTHING])
def test_whatever_is_wanted_of_a_sweep_it_is_what_plain_python_finds(wanted: int) -> None:
    drawings, image_of = many(2, 60)
    call = drawings, *pairs_within(image_of), HALF, wanted
    found, plain = swept(*call), plainly(lambda: swept(*call))
    assert isinstance(plain, dict)
    assert found == plain


def test_any_number_of_threads_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelqa.kernel.sweeping.CHUNK", 16)
    drawings, image_of = many(3, 100)
    call = drawings, *pairs_within(image_of), HALF
    assert swept(*call) == swept(*call, threads=2) == swept(*call, threads=5)


def test_columns_that_must_not_be_written_to_are_swept_too() -> None:
    drawings, image_of = many(4, 10)
    before = swept(drawings, *pairs_within(image_of), HALF)
    for field in fields(drawings):
        getattr(drawings, field.name).setflags(write=False)
    assert swept(drawings, *pairs_within(image_of), HALF) == before
