"""Real annotations of a crowd, thinned out: the queue must find far more wrong ones than the convention does."""

from pathlib import Path

import numpy as np
from benchmarks.thinning import CLASSES, PROTOCOLS, Thinned, pair_score, pedestrians, thinned

from labelqa.queue import calibrated, judge, learn, sight


def first_tenth(risk: np.ndarray, wrong: np.ndarray) -> float:
    """The share of the wrong ones among the tenth of highest risk."""
    first = np.argsort(-risk, kind="stable")[: round(0.1 * len(risk))]
    return float(wrong[first].sum() / wrong.sum())


def convention(image: Thinned, name: str) -> float:
    """1 - weighted mean of agreement with peers (2) and with the suggestion (1); nothing known: after all others."""
    own = next(a for a in image.answers if a.name == name)
    peers = [pair_score(own, a) for a in image.answers if a.kind == "person" and a is not own]
    scores = [(2.0, float(np.mean(peers)))] if peers else []
    scores += [(1.0, pair_score(own, a)) for a in image.answers if a.kind == "model"]
    return 1 - sum(w * s for w, s in scores) / sum(w for w, _ in scores) if scores else -1.0


def test_the_first_tenth_holds_far_more_wrong_ones_than_that_of_the_convention(shared_data: Path) -> None:
    project = thinned(pedestrians(shared_data / "pedestrians"), PROTOCOLS["P1"], 11)
    sights = [sight(image.image_id, image.answers, CLASSES) for image in project]
    chances = [c for found in judge(learn(sights), sights) for c in found.chances]
    images = {image.image_id: image for image in project}
    wrong = np.array([images[c.image_id].wrong[c.annotator_id or ""] for c in chances])
    ours = np.array([calibrated(c) for c in chances])
    theirs = np.array([convention(images[c.image_id], c.annotator_id or "") for c in chances])
    assert first_tenth(ours, wrong) > 1.4 * first_tenth(theirs, wrong)
    assert first_tenth(ours, wrong) > 0.45
    assert abs(float(ours.mean() - wrong.mean())) < 0.05
