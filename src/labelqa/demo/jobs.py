"""Who labels which image of the simulated project, and what else the image is used for."""

from dataclasses import dataclass, replace
from itertools import combinations, cycle
from random import Random
from typing import Literal

from labelqa.demo.habits import PERSONS

Role = Literal["single", "shared", "truth", "unlabelled"]

BLOCK: dict[Role, int] = {"truth": 1, "unlabelled": 1, "shared": 5, "single": 11}
"""Roles in every run of eighteen images, so that each kind of image is spread evenly over the weeks."""
TRUTH_UNTIL = 0.8
"""Share of the images among which the truth set lies: it was drawn before the guideline changed."""
DETECTOR_FROM = 0.2
"""Share of the images labelled before the detector is brought in."""
SUGGESTED = 0.35
"""Share of the later images that carry suggestions."""
LOST_SINGLE, LOST_SHARED = 5, 3
"""Images for which the detector answers as if it had seen another picture."""


@dataclass(frozen=True, slots=True)
class Job:
    """One image: its place in time (share of the project), who labels it, and what it is used for."""

    index: int
    share: float
    role: Role
    persons: tuple[str, ...] = ()
    suggested: bool = False
    lost: bool = False
    empty: bool = False


def assign(random: Random, images: int) -> list[Job]:
    """The jobs of a project of so many images, in the order in which they come up.

    >>> jobs = assign(Random(7), 1400)
    >>> [sum(job.role == role for job in jobs) for role in ("truth", "shared", "unlabelled")]
    [62, 389, 78]
    """
    people = [habit.annotator_id for habit in PERSONS]
    pairs, triples = (cycle(random.sample(teams, len(teams))) for teams in (_teams(people, 2), _teams(people, 3)))
    jobs = []
    for index, role in enumerate(_roles(random, images)):
        if role == "shared":
            persons = next(pairs)
        elif role == "truth":
            persons = next(triples)
        elif role == "single":
            persons = tuple(random.choices(people, [habit.share for habit in PERSONS]))
        else:
            persons = ()
        share = (index + random.random()) / images
        suggested = share > DETECTOR_FROM and random.random() < SUGGESTED
        jobs.append(Job(index, share, role, persons, suggested))
    return _with_oddities(random, jobs)


def _teams(people: list[str], size: int) -> list[tuple[str, ...]]:
    return list(combinations(people, size))


def _roles(random: Random, images: int) -> list[Role]:
    roles: list[Role] = []
    while len(roles) < images:
        block = random.sample(list(BLOCK), sum(BLOCK.values()), counts=list(BLOCK.values()))
        late = len(roles) + len(block) > TRUTH_UNTIL * images
        roles += ["single" if late and role == "truth" else role for role in block]
    return roles[:images]


def _with_oddities(random: Random, jobs: list[Job]) -> list[Job]:
    """Marks the few empty pictures and the few for which the detector is lost."""
    jobs = list(jobs)
    for role, every in (("single", 60), ("shared", 70), ("truth", 40)):
        some = [job for job in jobs if job.role == role]
        for job in random.sample(some, len(some) // every):
            jobs[job.index] = replace(job, empty=True)
    for role, wanted in (("single", LOST_SINGLE), ("shared", LOST_SHARED)):
        some = [job for job in jobs if job.role == role and job.suggested and not job.empty]
        for job in random.sample(some, min(wanted, len(some))):
            jobs[job.index] = replace(job, lost=True)
    return jobs
