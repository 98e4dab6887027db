"""How often each annotator is right, by the labels of the others."""

import numpy as np

from labelqa.consensus.dawid_skene import dawid_skene
from labelqa.consensus.ratings import Numbers, Ratings, Shares
from labelqa.metrics import Figure
from labelqa.metrics.proportion import proportion

MODELLED = 3
"""Ratings an image needs for the model: with two, nothing says which of them is wrong."""
ENOUGH = 20
"""Such images an annotator needs for a skill from the model."""


def skills(ratings: Ratings, smoothing: float = 0.01) -> dict[str, Figure]:
    """How often each annotator is right, as far as the others' labels can tell; n says over how many labels.

    The Dawid-Skene model is fitted to the images with at least three ratings. Annotators with at least 20 of these have
    its `skill`, without an interval. Of the others it is the share of their labels that equal the majority of the
    *other* annotators' labels of the image, with the Wilson interval; images where those are tied, or where there is no
    other label, say nothing. `smoothing` is that of `dawid_skene`.

    >>> column = lambda *numbers: np.array(numbers)
    >>> given = Ratings(column(0, 0, 1), column(0, 1, 0), column(1, 1, 1), ("i", "j"), ("ana", "bo"), ("cat", "dog"))
    >>> skills(given)["ana"].value, skills(given)["ana"].n
    (1.0, 1)
    """
    votes = ratings.votes()
    able = votes.sum(axis=1)[ratings.image] >= MODELLED
    met = np.unique(np.stack([ratings.annotator[able], ratings.image[able]]), axis=1)[0]
    seen = np.bincount(met, minlength=len(ratings.annotators))
    modelled = _skill_of_model(ratings.where(able), smoothing) if (seen >= ENOUGH).any() else None
    found = {}
    for k, name in enumerate(ratings.annotators):
        if modelled is not None and seen[k] >= ENOUGH:
            found[name] = Figure(float(modelled[k]), int(seen[k]))
        else:
            found[name] = _agreement_with_others(ratings, votes, k)
    return found


def _skill_of_model(chosen: Ratings, smoothing: float) -> Shares:
    """Skill per annotator of the model of these ratings alone: images and classes without any are left out."""
    images, image = np.unique(chosen.image, return_inverse=True)
    classes, label_class = np.unique(chosen.label_class, return_inverse=True)
    kept = Ratings(
        image,
        chosen.annotator,
        label_class,
        tuple(chosen.images[k] for k in images),
        chosen.annotators,
        tuple(chosen.classes[k] for k in classes),
    )
    return dawid_skene(kept, smoothing).skill


def _agreement_with_others(ratings: Ratings, votes: Numbers, annotator: int) -> Figure:
    own = ratings.where(ratings.annotator == annotator)
    images, place = np.unique(own.image, return_inverse=True)
    others = votes[images]
    np.subtract.at(others, (place, own.label_class), 1)
    top = others.max(axis=1, initial=0)
    clear = (others == top[:, None]).sum(axis=1) == 1
    judged = (clear & (top > 0))[place]
    right = judged & (others.argmax(axis=1)[place] == own.label_class)
    return proportion(int(right.sum()), int(judged.sum()))
