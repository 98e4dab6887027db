"""How well the review queue finds wrong annotations, beside simpler rankings and on six kinds of project.

Real annotations of 43 people with the truth of experts (the data set 'pedestrians', in the folder LABELQA_SHARED_DATA)
are thinned out to projects as teams have them; a model that suggests is simulated (`thinning.py`). An annotation is
wrong if its pair score with the hidden truth is below .5. Per protocol: recall of the wrong ones among the first 10 %
and 20 % reviewed, average precision, Brier score and skill, calibration error over five bands, and the ratio to the
best of the simpler rankings (`rankings.py`). Each number is a mean over thinnings with its 95 % interval.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from labelqa.queue import calibrated, judge, learn, sight
from rankings import Risks, cases, rankings
from table import arguments, show
from thinning import CLASSES, PROTOCOLS, Labelled, Protocol, Thinned, data_folder, pedestrians, thinned

THINNINGS, FEW = 40, 4
BANDS = 5
RANKED = ("r10", "r20", "ap")
Z = 1.959964
Figures = Mapping[str, float]


def ranked(risk: np.ndarray, wrong: np.ndarray, random: np.random.Generator) -> Figures:
    """Recall among the first tenth and fifth, and average precision; ties in random order."""
    order = np.lexsort((random.random(len(risk)), -risk))
    hit = wrong[order].astype(float)
    total = max(hit.sum(), 1.0)
    precision = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    first, second = (hit[: round(share * len(hit))].sum() / total for share in (0.1, 0.2))
    return {"r10": first, "r20": second, "ap": float((precision * hit).sum() / total)}


def reliability(chance: np.ndarray, wrong: np.ndarray) -> list[tuple[int, float, float]]:
    """Five bands of equal number by chance: how many, mean chance, share wrong."""
    bands = np.array_split(np.argsort(chance, kind="stable"), BANDS)
    return [(len(b), float(chance[b].mean()), float(wrong[b].mean())) for b in bands]


def judged(chance: np.ndarray, wrong: np.ndarray) -> Figures:
    """Brier score, its skill beside the base rate, and the calibration error."""
    brier = float(((chance - wrong) ** 2).mean())
    base = float(wrong.mean() * (1 - wrong.mean()))
    off = sum(n * abs(p - share) for n, p, share in reliability(chance, wrong)) / len(chance)
    ceiling = min(1.0, 0.1 / float(wrong.mean()))
    return {
        "brier": brier, "brier_skill": 1 - brier / base, "calibration_error": off,
        "share_wrong": float(wrong.mean()), "mean_chance": float(chance.mean()), "ceiling_r10": ceiling,
    }  # fmt: skip


class Seconds:
    """Time spent, and on how many annotations."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {"read": 0.0, "learn": 0.0, "score": 0.0}
        self.annotations = 0

    def timed(self, what: str, work: Callable[[], object]) -> object:
        """Does the work and notes how long it took."""
        start = time.perf_counter()
        done = work()
        self.spent[what] += time.perf_counter() - start
        return done


def queue_chances(images: Sequence[Thinned], clock: Seconds) -> np.ndarray:
    """What labelqa serves, in the order of `cases`: images, then annotators by name."""
    sights = clock.timed("read", lambda: [sight(i.image_id, i.answers, CLASSES) for i in images])
    model = clock.timed("learn", lambda: learn(sights))
    found = clock.timed("score", lambda: judge(model, sights))
    chances = np.array([calibrated(chance) for judged_image in found for chance in judged_image.chances])
    clock.annotations += len(chances)
    return chances


class Run:
    """All thinnings of one protocol."""

    def __init__(self, images: Sequence[Labelled], protocol: Protocol, seeds: Sequence[int]) -> None:
        self.clock = Seconds()
        self.ours: list[Figures] = []
        self.baselines: dict[str, list[Figures]] = {}
        self.bands: list[list[tuple[int, float, float]]] = []
        for seed in seeds:
            self._add(thinned(images, protocol, seed), np.random.default_rng([8, seed]))

    def _add(self, project: Sequence[Thinned], random: np.random.Generator) -> None:
        given = cases(project)
        wrong = np.array([case.wrong for case in given])
        chance = queue_chances(project, self.clock)
        self.ours.append(ranked(chance, wrong, random) | judged(chance, wrong))
        self.bands.append(reliability(chance, wrong))
        for name, risks in rankings(given, random).items():
            self.baselines.setdefault(name, []).append(_of(risks, wrong, random))

    def result(self) -> dict[str, object]:
        """Means, intervals of ours, and ratios to the best baseline."""
        ours = {name: _mean([row[name] for row in self.ours]) for name in self.ours[0]}
        baselines = {
            name: {key: _mean([row[key] for row in rows]) for key in RANKED} for name, rows in self.baselines.items()
        }
        best = {key: max(row[key] for row in baselines.values()) for key in RANKED}
        bands = np.array(self.bands).mean(axis=0).round(4)
        return {
            "ours": ours,
            "baselines": baselines,
            "ratio": {key: round(ours[key] / best[key], 4) for key in RANKED},
            "interval": {name: _interval([row[name] for row in self.ours]) for name in self.ours[0]},
            "reliability": [dict(zip(("n", "chance", "wrong"), row, strict=True)) for row in bands.tolist()],
            "ms_per_1000": {k: round(1e6 * v / self.clock.annotations, 1) for k, v in self.clock.spent.items()},
            "thinnings": len(self.ours),
        }


def _of(risks: Risks, wrong: np.ndarray, random: np.random.Generator) -> Figures:
    return ranked(risks.risk[risks.judged], wrong[risks.judged], random)


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)


def _interval(values: Sequence[float]) -> list[float]:
    half = Z * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return [round(float(np.mean(values)) - half, 4), round(float(np.mean(values)) + half, 4)]


def tables(results: Mapping[str, dict], options: argparse.Namespace) -> None:
    """Everything as tables."""
    for name, result in results.items():
        ours, rows = result["ours"], []
        rows.append({"ranking": "labelqa", **{key: ours[key] for key in RANKED}})
        rows += [
            {"ranking": label, **found}
            for label, found in sorted(result["baselines"].items(), key=lambda b: -b[1]["ap"])
        ]
        rows.append({"ranking": "ours / best of the others", **result["ratio"]})
        show(f"{name} {PROTOCOLS[name].name}: {result['thinnings']} thinnings", rows, options)
        show("", [{key: ours[key] for key in ours if key not in RANKED}], options)
        show("", result["reliability"], options)
        spent = ", ".join(f"{what} {ms:.0f}" for what, ms in result["ms_per_1000"].items())
        print(f"ms per 1,000 annotations: {spent}\n")


def main() -> None:
    """All protocols."""
    options = arguments(__doc__)
    images = pedestrians(data_folder())
    seeds = range(FEW if options.quick else THINNINGS)
    results = {name: Run(images, protocol, seeds).result() for name, protocol in PROTOCOLS.items()}
    if options.json:
        print(json.dumps(results))
    else:
        tables(results, options)
