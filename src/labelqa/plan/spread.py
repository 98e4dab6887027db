"""How much the images of a project differ: what decides how many are enough."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from labelqa.metrics import total
from labelqa.metrics.coincidence import beyond_chance, coincidences
from labelqa.metrics.interval import deviation
from labelqa.model import Project
from labelqa.plan.precision import label_spread
from labelqa.store import Connection, totals

Measure = Literal["iou", "kappa"]
Source = Literal["project", "assumed"]
ENOUGH = 30
"""Shared images from which a project's own spread is taken."""
ASSUMED_SD = 0.25
"""Spread of an image's IoU before that: more than 0.13 to 0.22, which two to seven annotators have on pedestrians."""
ASSUMED_KAPPA, ASSUMED_CHANCE = 0.8, 0.5
"""Before that: labels that are just reliable, of two classes that are equally frequent."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Agreement on labels and what chance gives: kappa = (po - pe) / (1 - pe).

    po: mean share of agreeing pairs; pe: sum of the squared shares of the classes, whoever gave them (Fleiss 1971).
    """

    po: float
    pe: float
    kappa: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation that one shared image stands for, over how many it was found, and by what.

    `shared`: images that two or more persons answered, as far as they tell something. `chance`: of labels alone.
    """

    shared: int
    sd: float
    source: Source
    chance: Chance | None = None


def spread(connection: Connection, project: Project, measure: Measure) -> Spread:
    """The project's own after `ENOUGH` shared images, before that an assumed one."""
    return _of_boxes(connection, project) if measure == "iou" else _of_labels(connection, project)


def _of_boxes(connection: Connection, project: Project) -> Spread:
    """Images that all left empty are not in the mean IoU, so they are not counted as shared."""
    rows = totals.rows(connection, project.number, "agreement", at_least=2)
    n, s1, s2 = (total(rows, counter) for counter in ("images", "s1", "s2"))
    own = deviation(n, s1, s2)
    return Spread(n, ASSUMED_SD, "assumed") if n < ENOUGH or own is None else Spread(n, own, "project")


def _of_labels(connection: Connection, project: Project) -> Spread:
    """Where everybody gave one and the same class there is no kappa to be had, and the assumption stays."""
    found = coincidences(totals.rows(connection, project.number, "label", by=("n", "c1", "c2"), at_least=2))
    chance = sum((share * share for share in found.shares.values()), Fraction())
    if found.images < ENOUGH or chance == 1:
        agreement = ASSUMED_KAPPA * (1 - ASSUMED_CHANCE) + ASSUMED_CHANCE
        assumed = Chance(agreement, ASSUMED_CHANCE, ASSUMED_KAPPA)
        return Spread(found.images, label_spread(agreement, ASSUMED_CHANCE), "assumed", assumed)
    own = Chance(float(found.agreement), float(chance), beyond_chance(found.agreement, chance))
    return Spread(found.images, label_spread(own.po, own.pe), "project", own)
