"""How often the alert of falling agreement is false, and how soon it finds a fall, beside other detectors.

Streams are drawn, image by image, from real per-image scores (pedestrians, where LABELQA_SHARED_DATA names the folder
of the reference data: pairs of annotators, and all seven) and from the simulated project before anything happens in it.
A stable stream is 1,000 images after 200 to start with: an alarm in it is a false one. A fall comes after 300 images:
all scores are lowered by one amount and cut at 0, the amount such that the mean falls by exactly .10, .15 or .20. It is
found when an alarm comes within 100 images, in a stream without one before. `low` and `high`: Wilson's 95 % interval.
The rows `at 1 %` have the limit that gives a false alarm in 1 of 100 stable streams of the same scores.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors import WARM_UP, Stream, adwin, cusum, cusum_path, ewma, ewma_path, literal, ours
from labelqa.demo.simulation import simulate
from labelqa.demo.timetable import Timetable
from labelqa.facts import facts
from labelqa.formats import native_line
from labelqa.formats.format import Hints
from labelqa.metrics.interval import wilson
from labelqa.model import Annotation, Answer, Boxes
from labelqa.tally import ONE
from table import arguments, show

SEED = 1
STABLE, BEFORE, WITHIN = 1_000, 300, 100
DROPS = (0.10, 0.15, 0.20)
END = 1_764_000_000_000
Detector = Callable[[Stream], Sequence[int]]
Scores = NDArray[np.float64]
DETECTORS: dict[str, Detector] = {
    "ours": ours,
    **{f"literal {w}": (lambda stream, w=w: literal(stream, w)) for w in (10, 20, 30, 50)},
    "ewma": ewma,
    "cusum": cusum,
    "adwin": adwin,
}
SLOW = {"adwin"}
"""Run over a tenth of the streams."""


def answers(rows: Sequence[Annotation]) -> list[Answer]:
    """Annotations of one image as facts are made of them."""
    classes = {name: k for k, name in enumerate(sorted({o.class_name for a in rows for o in a.objects or ()}), 1)}
    found = []
    for k, a in enumerate(sorted(rows, key=lambda a: a.annotator_id), 1):
        objects = sorted((o for o in a.objects or () if not o.degenerate), key=lambda o: o.order)
        columns = zip(*[(classes[o.class_name], o.x, o.y, o.width, o.height) for o in objects], strict=True)
        boxes = Boxes(*columns) if objects else Boxes((), (), (), (), ())
        found.append(Answer(k, a.annotator_id, "person", boxes=boxes))
    return found


def by_image(rows: Iterator[Annotation]) -> list[list[Answer]]:
    """The answers of each image with two or more."""
    found: dict[str, list[Annotation]] = {}
    for row in rows:
        found.setdefault(row.image_id, []).append(row)
    return [answers(own) for _, own in sorted(found.items()) if len(own) > 1]


def scores(images: Sequence[Sequence[Answer]], pairs: bool) -> Scores:
    """Agreement of each image that is not all-empty; `pairs`: of each two annotators of an image, as if alone."""
    sides = [list(two) for image in images for two in combinations(image, 2)] if pairs else images
    found = [facts(side) for side in sides]
    return np.array([f.iou / ONE for f in found if f.iou is not None and not f.empty])


def pedestrians(folder: Path, quick: bool) -> list[list[Answer]]:
    """The crowd's answers."""
    lines = (folder / "pedestrians" / "annotations.jsonl").read_text().splitlines()
    rows = by_image(native_line.parse(json.loads(line), Hints("pedestrians", "crowd"), "").annotation for line in lines)
    return rows[:: 4 if quick else 1]


def car_park() -> Scores:
    """Images of the simulated project that two persons answered before one tired and the guideline changed."""
    calm = Timetable.until(END).tired_from
    given = [a for a in simulate(end=END).annotations if a.kind == "person" and (a.submitted_at or 0) < calm]
    return scores(by_image(iter(given)), pairs=False)


def fallen(values: Scores, drop: float) -> Scores:
    """The scores lowered by one amount and cut at 0, so that their mean is lower by `drop`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        short = values.mean() - np.clip(values - middle, 0, 1).mean() < drop
        low, high = (middle, high) if short else (low, middle)
    return np.clip(values - high, 0, 1)


def stable(values: Scores, runs: int) -> list[Stream]:
    """Streams in which nothing happens."""
    random = np.random.default_rng([SEED, 1])
    return [random.choice(values, WARM_UP + STABLE) for _ in range(runs)]


def falling(values: Scores, drop: float, runs: int) -> list[Stream]:
    """Streams in which agreement falls after BEFORE images."""
    random, lower = np.random.default_rng([SEED, 2]), fallen(values, drop)
    return [np.concatenate([random.choice(values, BEFORE), random.choice(lower, WITHIN)]) for _ in range(runs)]


def false(detector: Detector, streams: Sequence[Stream]) -> tuple[int, int]:
    """In how many streams an alarm came, of how many."""
    return sum(any(at >= WARM_UP for at in detector(s)) for s in streams), len(streams)


def found(detector: Detector, streams: Sequence[Stream]) -> tuple[int, int]:
    """In how many streams the fall was found, of those without an alarm before it."""
    alarms = [detector(s) for s in streams]
    calm = [own for own in alarms if not any(WARM_UP <= at < BEFORE for at in own)]
    return sum(any(at >= BEFORE for at in own) for own in calm), len(calm)


def at_one_percent(path: Callable[[Stream], Stream], streams: Sequence[Stream]) -> Detector:
    """The chart with the limit that one in a hundred of these stable streams crosses."""
    limit = float(np.quantile([path(s).max() for s in streams], 0.99))
    return lambda stream: (np.flatnonzero(path(stream) > limit) + WARM_UP).tolist()


def lines(name: str, values: Scores, runs: int) -> list[dict[str, object]]:
    """All detectors on one kind of scores."""
    calm, falls = stable(values, runs), {drop: falling(values, drop, runs) for drop in DROPS}
    tuned = {"ewma at 1 %": at_one_percent(ewma_path, calm), "cusum at 1 %": at_one_percent(cusum_path, calm)}
    rows = []
    for label, detector in {**DETECTORS, **tuned}.items():
        part = slice(None, None, 10 if label in SLOW else 1)
        counted = {"false alarm": false(detector, calm[part])}
        counted |= {f"found {drop:.2f}": found(detector, falls[drop][part]) for drop in DROPS}
        for what, (k, n) in counted.items():
            low, high = wilson(k, n)
            row = {"scores": name, "detector": label, "what": what, "share": round(k / n, 4) if n else None}
            rows.append(row | {"low": round(low, 4), "high": round(high, 4), "runs": n})
    return rows


def summary(rows: Sequence[dict[str, object]]) -> dict[str, dict[str, object]]:
    """The headline of each detector: the worst share of false alarms, and falls of .15 that two and seven find.

    Of the literal rule the window with the fewest false alarms stands for all.
    """
    at = {(str(r["scores"]), str(r["detector"]), str(r["what"])): r["share"] for r in rows}
    kinds = list(dict.fromkeys(scores_ for scores_, _, _ in at))
    worst = {d: max(float(str(at[k, d, "false alarm"])) for k in kinds) for d in dict.fromkeys(d for _, d, _ in at)}
    literals = min((d for d in worst if d.startswith("literal")), key=lambda d: worst[d])
    out: dict[str, dict[str, object]] = {}
    for name, detector in {"literal": literals, **{d: d for d in worst if not d.startswith("literal")}}.items():
        found_ = {f"detected_015_{w}": at.get((w, detector, "found 0.15")) for w in ("two", "seven")}
        out[name.replace(" at 1 %", "_at_1_percent")] = {"false_alarm_rate": worst[detector], **found_}
    return out


def main() -> None:
    """All detectors on all scores there are."""
    options = arguments(__doc__)
    runs, folder = 200 if options.quick else 4_000, os.environ.get("LABELQA_SHARED_DATA")
    kinds = {"simulated": car_park()}
    if folder:
        images = pedestrians(Path(folder), options.quick)
        kinds |= {"two": scores(images, pairs=True), "seven": scores(images, pairs=False)}
    rows = [row for name, values in kinds.items() for row in lines(name, values, runs)]
    sds = {
        name: {"n": len(v), "mean": round(float(v.mean()), 4), "sd": round(float(v.std()), 4)}
        for name, v in kinds.items()
    }
    if options.json:
        print(json.dumps({**summary(rows), "scores": sds, "rows": rows}))
    else:
        show("alarms of falling agreement", rows, options)


if __name__ == "__main__":
    main()
