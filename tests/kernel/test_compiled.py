"""The compiled kernel and the plain modules give one answer, to the last bit."""

import importlib
import os
import runpy
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import compare, compare_edges, compilation, confusion, edges, match, most_pairs, pairs_within, sweep
from tests.kernel.compiled import way as way
from tests.kernel.layouts import HALF, LAYOUTS, PAIRS, Side, drawn, many, plainly

ROOT = Path(__file__).parents[2]


def test_the_compiled_module_is_made_of_these_sources() -> None:
    if not (ROOT / "src").is_dir():
        pytest.skip("the package is tested as it is installed, without its sources")
    text: str = runpy.run_path(str(ROOT / "hatch_build.py"))["kernel_source"](ROOT)
    module = importlib.import_module("labelqa.kernel.compiled")
    assert f'"{module.SOURCES}"' in text, "the compiled kernel is of other sources: run make kernel"


each_layout = pytest.mark.parametrize("layout", LAYOUTS)


@each_layout
def test_thousands_of_random_pairs_are_the_same_in_every_field(layout: str) -> None:
    random = np.random.default_rng([2, *layout.encode()])
    for k in range(1500):
        most = 60 if k % 100 == 0 else 12
        (a, class_a), (b, class_b) = (drawn(random, most, int(random.integers(1, 4)), layout) for _ in range(2))
        threshold = int(random.choice([1, HALF // 2, HALF, HALF + HALF // 2, 2 * HALF]))
        found = compare(a, b, class_a, class_b, threshold)
        assert found == plainly(lambda x=(a, b, class_a, class_b, threshold): compare(*x))  # type: ignore[misc]
        assert compare_edges((found.ia, found.ib, found.q), class_a, class_b, threshold) == found
        named = confusion(found, class_a, class_b, threshold)
        assert named == plainly(lambda x=(found, class_a, class_b, threshold): confusion(*x))  # type: ignore[misc]
        assert all(type(value) is int for name in fields(found)[:7] for value in getattr(found, name.name)[:2])


def test_a_long_run_of_random_pairs_is_the_same_whichever_way() -> None:
    done = seed = 0
    while done < PAIRS:
        seed += 1
        drawings, image_of = many(seed, 1000)
        call = drawings, *pairs_within(image_of), HALF
        compiled, plain = sweep(*call), plainly(lambda c=call: sweep(*c))  # type: ignore[misc]
        for field in fields(compiled):
            assert np.array_equal(getattr(compiled, field.name), getattr(plain, field.name)), (seed, field.name)
        done += len(compiled.first)


coordinate = st.one_of(
    st.integers(-4, 9).map(float), st.floats(-1e6, 1e6), st.floats(-1e308, 1e308), st.floats(-1e-290, 1e-290)
)


@st.composite
def annotations(draw: st.DrawFn) -> Side:
    """Any corners that a double can hold, in canonical order, with an area that may be lost in rounding."""
    boxes = draw(st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate, st.integers(0, 2)), max_size=9))
    ordered = sorted((min(p, r), min(q, s), max(p, r), max(q, s), k) for p, q, r, s, k in boxes if p != r and q != s)
    x1, y1, x2, y2 = ([box[k] for box in ordered] for k in range(4))
    return (x1, y1, x2, y2), [box[4] for box in ordered]


@given(a=annotations(), b=annotations(), threshold=st.integers(1, 1 << 30))
def test_any_coordinates_give_the_same_bits(a: Side, b: Side, threshold: int) -> None:
    def work() -> object:
        return compare(a[0], b[0], a[1], b[1], threshold)

    assert work() == plainly(work)
    assert plainly(lambda: edges(*a[0], *b[0])) == edges(*a[0], *b[0])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, int, list[int], list[int], list[int]]:
    """Graphs of any density, of weights with many ties or none."""
    n_a, n_b = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    top, share = draw(st.sampled_from([1, 2, 9, 1 << 30])), draw(st.sampled_from([0.1, 0.4, 1.0]))
    random = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    ia, ib = np.nonzero(random.random((n_a, n_b)) < share)
    return n_a, n_b, ia.tolist(), ib.tolist(), random.integers(1, top + 1, len(ia)).tolist()


@given(graph=graphs())
def test_any_graph_is_matched_by_the_same_pairs(graph: tuple[int, int, list[int], list[int], list[int]]) -> None:
    assert match(*graph) == plainly(lambda: match(*graph))
    assert most_pairs(*graph) == plainly(lambda: most_pairs(*graph))


@pytest.mark.parametrize("top", [1, 3, 1 << 30])
def test_a_crowd_of_hundreds_is_matched_by_the_same_pairs(top: int) -> None:
    weights = np.random.default_rng(top).integers(1, top + 1, (150, 130))
    ia, ib = np.nonzero(weights)
    graph = 150, 130, ia.tolist(), ib.tolist(), weights[ia, ib].tolist()
    assert match(*graph) == plainly(lambda: match(*graph))
    assert most_pairs(*graph) == plainly(lambda: most_pairs(*graph))


@pytest.mark.parametrize(("choice", "answer"), [("python", "False"), ("compiled", "True")])
def test_the_environment_chooses_the_kernel(choice: str, answer: str) -> None:
    words = [sys.executable, "-c", "import labelqa.kernel; print(labelqa.kernel.COMPILED)"]
    run = subprocess.run(words, env=os.environ | {"LABELQA_KERNEL": choice}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == answer


def test_a_choice_that_is_none_is_refused() -> None:
    with pytest.raises(ImportError, match="'fast'"):
        compilation.chosen("fast", True)
    with pytest.raises(ImportError, match="make kernel"):
        compilation.chosen("compiled", False)
