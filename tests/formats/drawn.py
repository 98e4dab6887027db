"""Images and annotations drawn at random, as hypothesis strategies."""

from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from labelqa.formats import values
from labelqa.geometry import fitted
from labelqa.model import KINDS, ORIGINS, VERDICTS, Annotation, Image, Item, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned

names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
prose = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30)
times = st.integers(values.FIRST, values.LAST - 1)
places = st.floats(-1e9, 1e9)
sizes = st.floats(1.5, 1e6)  # COCO files with all boxes within 0..1 are refused: they would not be pixels
revisions = st.integers(0, values.REVISION)
scalars = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(-1e300, 1e300) | prose
attributes = st.dictionaries(
    names.filter(lambda key: key != "annotator"),
    st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2)),
    min_size=1,
    max_size=2,
)


near = st.floats(-1e6, 1e6).map(lambda v: round(v, 3))
corners = st.lists(st.tuples(near, near), min_size=3, max_size=6, unique=True)
polygons = st.lists(corners.map(lambda ring: tuple(v for p in ring for v in p)), min_size=1, max_size=2).map(
    lambda rings: Polygon(tuple(rings))
)
turns = st.builds(Turned, near, near, st.floats(1.5, 1e4), st.floats(1.5, 1e4), st.floats(0.001, 359.999))
points = st.builds(Keypoint, names, near, near, st.integers(0, 2))


@st.composite
def masks(draw: st.DrawFn) -> Mask:
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    cuts = sorted(draw(st.sets(st.integers(0, height * width), min_size=1, max_size=6)))
    ends = [*cuts, height * width]
    return Mask(height, width, tuple(b - a for a, b in zip([0, *ends], ends, strict=False)))


@st.composite
def shaped(draw: st.DrawFn) -> Object:
    """An object of any shape, its hull as its box."""
    found = Object(draw(names), draw(near), draw(near), draw(st.floats(1.5, 1e4)), draw(st.floats(1.5, 1e4)))
    pointed = st.lists(points, min_size=1, max_size=4, unique_by=lambda p: p.name).map(lambda p: Keypoints(tuple(p)))
    shape = draw(polygons | turns | masks() | pointed)
    if isinstance(shape, Keypoints):
        assume(any(p.seen for p in shape.points))
    try:
        made = fitted(found, shape)
    except ValueError:
        made = found
    assume(not made.degenerate and made.shape is not None)
    return replace(made, track_id=draw(st.none() | names))


def objects(kind: str) -> st.SearchStrategy[Object]:
    return st.one_of(upright(kind), upright(kind), shaped())


def upright(kind: str) -> st.SearchStrategy[Object]:
    return st.builds(
        Object,
        names,
        places,
        places,
        sizes,
        sizes,
        score=st.none() | st.floats(0, 1) if kind == "model" else st.none(),
        object_id=st.none() | names,
        attributes=st.none() | attributes,
    ).filter(lambda drawn: not drawn.degenerate)


@st.composite
def annotations(draw: st.DrawFn, image_id: str, annotator_id: str, *, boxes_only: bool = False) -> Annotation:
    kind = draw(st.sampled_from(KINDS))
    found = draw(st.lists(objects(kind), max_size=3).map(tuple))
    labels = None if boxes_only else draw(st.none() | st.lists(names, max_size=2).map(tuple))
    revision = draw(st.none() | revisions)
    return Annotation(
        image_id,
        annotator_id,
        kind,
        submitted_at=draw(st.none() | times),
        objects=found if boxes_only or labels is None else draw(st.sampled_from([found, None])),
        labels=labels,
        seconds=draw(st.none() | st.floats(0, 1e7, exclude_min=True)),
        origin=draw(st.none() | st.sampled_from(ORIGINS)) if kind == "person" else None,
        revision=revision,
        cancelled=not found and not labels and draw(st.booleans()),
        reviews=() if boxes_only else draw(reviews(image_id, annotator_id, revision)),
    )


def reviews(image_id: str, annotator_id: str, revision: int | None) -> st.SearchStrategy[tuple[Review, ...]]:
    one = st.builds(
        Review,
        st.just(image_id),
        st.just(annotator_id),
        st.sampled_from(VERDICTS),
        revision=st.just(revision) | st.none() | revisions,
        reviewer_id=st.none() | names,
        reason=st.none() | prose,
        at=st.none() | times,
    )
    return st.lists(one, max_size=2).map(tuple)


@st.composite
def files(draw: st.DrawFn, *, boxes_only: bool = False) -> list[Item]:
    """Images, then annotations: one per image and annotator."""
    ids = draw(st.lists(names, max_size=3, unique=True))
    side = st.integers(1, 1_000_000)
    film = {"video": names, "frame": st.integers(0, 9)}
    images = [
        draw(st.just(Image(i)) | st.builds(Image, st.just(i), side, side) | st.builds(Image, st.just(i), **film))
        for i in ids
    ]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), names), max_size=4, unique=True)) if ids else []
    return [*images, *[draw(annotations(*pair, boxes_only=boxes_only)) for pair in pairs]]
