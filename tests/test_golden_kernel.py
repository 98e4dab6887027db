"""On every reference data set the compiled kernel and the plain modules give one answer, to the last bit."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np

from labelqa import formats, geometry
from labelqa.errors import BadInput
from labelqa.kernel import compare, compare_edges, confusion, table_sums
from labelqa.kernel.shapes import Shape, shape_edges
from labelqa.model import Annotation, Object
from tests.kernel.compiled import way as way
from tests.kernel.layouts import HALF, plainly

FEW = 100


def annotations(folder: Path) -> Iterator[tuple[str, list[Annotation]]]:
    """Every file that can be read, with what it says of images, by image; of few annotations, as if of one."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name in ("coco.json", "coco_truth.json"):
            continue  # the same labels once more
        images: dict[str, list[Annotation]] = defaultdict(list)
        try:
            for item in formats.read(path):
                if isinstance(item, Annotation):
                    images[item.image_id].append(item)
        except BadInput:
            continue  # a description, or a part of something else
        if sum(map(len, images.values())) < FEW:
            images = {"": [annotation for found in images.values() for annotation in found]}
        yield from ((f"{path.name} {image}", found) for image, found in images.items())


Side = tuple[list[Shape], list[int]]


def side(objects: tuple[Object, ...]) -> Side:
    """In canonical order: by corners."""
    shapes = [(geometry.measured(o.shape, o.x, o.y, o.width, o.height), hash(o.class_name)) for o in objects]
    shapes.sort(key=lambda pair: pair[0].bounds)
    return [shape for shape, _ in shapes], [name for _, name in shapes]


def test_every_two_annotations_of_an_image_compare_to_the_same_bits(shared_data: Path) -> None:
    pairs = drawn = 0
    for name, found in annotations(shared_data):
        sides = [side(a.objects) for a in found if a.objects]
        for (a, class_a), (b, class_b) in combinations_with_replacement(sides, 2):

            def work(a: list[Shape] = a, b: list[Shape] = b, p: list[int] = class_a, q: list[int] = class_b) -> object:
                edges = shape_edges(a, b)
                compared = compare_edges(edges, p, q, HALF)
                columns = [[[s.bounds[k] for s in one] for k in range(4)] for one in (a, b)]
                hulls = compare(tuple(columns[0]), tuple(columns[1]), p, q, HALF)  # type: ignore[arg-type]
                return edges, compared, hulls, confusion(compared, p, q, HALF)

            assert work() == plainly(work), name
            pairs += 1
            drawn += any(shape.form is not None for shape in a)
    assert pairs > 15_000
    assert drawn > 50, "of other shapes than upright boxes"


def test_every_two_annotators_labels_come_to_the_same_sums(shared_data: Path) -> None:
    said = [
        (image, a.annotator_id, a.labels[0])
        for image, found in annotations(shared_data / "bluebirds")
        for a in found
        if a.labels
    ]
    images, people, labels = (np.unique([row[k] for row in said], return_inverse=True)[1] for k in range(3))
    grid = np.full((images.max() + 1, people.max() + 1), -1)
    grid[images, people] = labels
    first, second = np.triu_indices(grid.shape[1], 1)
    both = (grid[:, first] >= 0) & (grid[:, second] >= 0)
    image, pair = np.nonzero(both)
    columns = pair, grid[image, first[pair]], grid[image, second[pair]], np.ones(len(pair), np.int64)
    plain = plainly(lambda: table_sums(*columns))
    assert np.array_equal(table_sums(*columns), plain)  # type: ignore[arg-type]
    ordered = np.argsort(pair, kind="stable")
    assert np.array_equal(table_sums(*(column[ordered] for column in columns)), plain)  # type: ignore[arg-type]
    assert len(pair) > 10_000
