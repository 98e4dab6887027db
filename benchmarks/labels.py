"""What agreement on image-level labels costs, beside scikit-learn pair by pair and the package `krippendorff`.

100 annotators and 80 classes, a fifth of the labels another than the image's own; 3 labels an image. Ours is what the
reports call: from the sums that the store keeps, as they are added up while labels come in. "stored": with reading the
sums from SQLite. Theirs: `cohen_kappa_score` of the labels of one pair, 50 pairs timed, then times 4,950 / 50;
`krippendorff.alpha` from the counts of values by image. CPU time; ratio = theirs / ours; the figures must agree.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert

from labelqa.ingest import create_project
from labelqa.metrics.alpha import alpha
from labelqa.metrics.kappas import cohens
from labelqa.reports.cut import Cut
from labelqa.reports.matrix import label_pairs
from labelqa.store import Store, open_store, projects, totals
from labelqa.store.schema import tallies
from labelqa.tally import BY_NAME
from table import Row, arguments, show, versus

PEOPLE, CLASSES, ANSWERED = 100, 80, 3
CODES = 10
"""Classes of the labels for alpha: `krippendorff` holds the square of them for each image, 17 GB with 80."""
PAIRS = PEOPLE * (PEOPLE - 1) // 2
TIMED = 50
MOST_STORED = 200_000
"""Sums up to which reading them from a store is timed too: it is in proportion to their number."""
PEERS = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"
Numbers = NDArray[np.int64]


def labels(random: np.random.Generator, images: int, each: int) -> tuple[Numbers, Numbers]:
    """Who answered each image, ascending, and what they said: [image, place]."""
    who = np.sort(random.integers(0, PEOPLE, (images + images // 8 + 99, each)), axis=1)
    who = who[(np.diff(who, axis=1) > 0).all(axis=1)][:images]  # three different ones
    right = random.zipf(1.5, images) % CLASSES
    said = np.where(random.random((images, each)) < 0.2, random.integers(0, CLASSES, (images, each)), right[:, None])
    return who, said


def summed(who: Numbers, said: Numbers) -> dict[str, Numbers]:
    """What the store keeps of them: images by pair of annotators and both classes, in the order of these keys."""
    cells = np.zeros(PEOPLE * PEOPLE * CLASSES * CLASSES, np.int64)
    for i, j in combinations(range(who.shape[1]), 2):
        place = ((who[:, i] * PEOPLE + who[:, j]) * CLASSES + said[:, i]) * CLASSES + said[:, j]
        cells += np.bincount(place, minlength=len(cells))
    kept = np.flatnonzero(cells)
    a, b, c1, c2 = np.unravel_index(kept, (PEOPLE, PEOPLE, CLASSES, CLASSES))
    return {"a": a, "b": b, "c1": c1, "c2": c2, "images": cells[kept]}


def numbered(sums: dict[str, Numbers]) -> Numbers:
    """The pair of each row, from 0."""
    return np.unique(sums["a"] * PEOPLE + sums["b"], return_inverse=True)[1]


def stored(folder: str, sums: dict[str, Numbers]) -> Store:
    """A store that holds these sums."""
    store = open_store(f"sqlite:///{folder}/bench.db")
    with store.write() as connection:
        number = create_project(connection, {"project_id": "bench"}, now=0).number
        table = tallies[BY_NAME["label_pair"].number]
        rows = np.stack([sums[k] for k in ("a", "b", "c1", "c2", "images")], axis=1)
        for start in range(0, len(rows), 100_000):
            given = [
                {"project": number, "day": 0, "a": a, "b": b, "c1": x, "c2": y, "images": n}
                for a, b, x, y, n in rows[start : start + 100_000].tolist()
            ]
            connection.execute(insert(table), given)
    return store


def seconds(work: Callable[[], object], repeats: int) -> list[float]:
    """CPU time of each repeat; a first one is not counted."""
    work()
    found = []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return found


def peer(name: str, repeats: int, **data: Numbers) -> dict[str, list[float]]:
    """What a peer needs, and what it finds."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "labels.npz")
        np.savez(path, repeats=repeats, **data)
        script = Path(__file__).parent / "peers" / "labels.py"
        said = subprocess.run([PEERS, script, name, path], check=True, capture_output=True, text=True).stdout
    answer: dict[str, list[float]] = json.loads(said)
    return answer


def kappas(random: np.random.Generator, images: int, each: int, repeats: int) -> list[Row]:
    """Every two annotators' kappa: from the sums, and from the store."""
    who, said = labels(random, images, each)
    sums = summed(who, said)
    pair = numbered(sums)
    some = [
        (int(sums["a"][k]), int(sums["b"][k]))
        for k in np.flatnonzero(np.diff(pair, prepend=-1))[:: PAIRS // TIMED][:TIMED]
    ]
    both = [_common(who, said, a, b) for a, b in some]
    ends = np.cumsum([len(x) for x, _ in both])
    theirs = peer(
        "kappas",
        repeats,
        ends=ends,
        first=np.concatenate([x for x, _ in both]),
        second=np.concatenate([y for _, y in both]),
    )
    ours = seconds(lambda: cohens(pair, sums["c1"], sums["c2"], sums["images"]), repeats)
    found = cohens(pair, sums["c1"], sums["c2"], sums["images"])
    place = {(a, b): k for k, (a, b) in enumerate(sorted({*zip(sums["a"].tolist(), sums["b"].tolist(), strict=True)}))}
    np.testing.assert_allclose([found[place[key]] for key in some], theirs["found"], atol=1e-12)
    whole = [one / TIMED * PAIRS for one in theirs["seconds"]]
    what = f"kappa of 4,950 pairs, {images * each:,} labels, {each} an image"
    against = f"scikit-learn, {TIMED} pairs timed"
    rows = [versus(what, against, ours, whole, unit="ms", target=">= 500", scale=1e3)]
    if len(pair) > MOST_STORED:
        return rows
    with tempfile.TemporaryDirectory() as folder:
        store = stored(folder, sums)
        with store.read() as connection:
            cut = Cut(projects.get(connection, "bench"), 2, None, None, totals.EVER)
            reading = seconds(lambda: label_pairs(connection, cut), repeats)
        store.close()
    rows.append(
        versus(f"the same, stored: {len(pair):,} rows", against, reading, whole, unit="ms", target="-", scale=1e3)
    )
    return rows


def _common(who: Numbers, said: Numbers, a: int, b: int) -> tuple[Numbers, Numbers]:
    """What two annotators said of the images that both labelled."""
    one, other = who == a, who == b
    both = one.any(axis=1) & other.any(axis=1)
    return said[both][one[both]], said[both][other[both]]


def alphas(random: np.random.Generator, images: int, repeats: int) -> Row:
    """Krippendorff's alpha of all labels."""
    _, said = labels(random, images, ANSWERED)
    said = said % CODES
    counts = np.zeros((images, CODES), np.int64)
    np.add.at(counts, (np.arange(images)[:, None], said), 1)
    low, high = np.minimum, np.maximum
    cells = sum(np.bincount(low(x, y) * CODES + high(x, y), minlength=CODES**2) for x, y in combinations(said.T, 2))
    rows = [{"n": ANSWERED, "c1": k // CODES, "c2": k % CODES, "pairs": n} for k, n in enumerate(cells.tolist()) if n]
    theirs = peer("alpha", repeats, counts=counts)
    ours = seconds(lambda: alpha(rows), repeats)
    np.testing.assert_allclose(float(alpha(rows).value or 0), theirs["found"][0], atol=1e-12)
    what = f"Krippendorff's alpha, {images * ANSWERED:,} labels"
    return versus(what, "krippendorff", ours, theirs["seconds"], unit="ms", target=">= 100", scale=1e3)


def main() -> None:
    """Kappas of few and of many labels, and alpha."""
    options = arguments(__doc__)
    if not PEERS.exists():
        print(f"no peers at {PEERS}: left out", file=sys.stderr)
        return
    random, repeats = np.random.default_rng(3), 5
    few, many = (10_000, 30_000) if options.quick else (30_000, 3_333_333)
    rows = kappas(random, few, ANSWERED, repeats) + kappas(random, many, ANSWERED, repeats)
    rows.append(alphas(random, 20_000 if options.quick else 333_333, repeats))
    show("agreement on labels, CPU time", rows, options)


if __name__ == "__main__":
    main()
