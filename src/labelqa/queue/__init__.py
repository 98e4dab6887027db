"""Which annotation is wrong: a chance of error for every answer, from the answers alone.

sight        what one image shows of its sources
"""

from labelqa.queue.chance import Chance, Doubt
from labelqa.queue.judging import chances, chances_of, consensus_chance, consensus_chances
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.last_step import LastStep, Reviewed, calibrated, fit
from labelqa.queue.learning import learn
from labelqa.queue.sight import Sight, sight

__all__ = [
    "Chance",
    "Doubt",
    "HiddenTruth",
    "LastStep",
    "Reviewed",
    "Sight",
    "calibrated",
    "chances",
    "chances_of",
    "consensus_chance",
    "consensus_chances",
    "fit",
    "learn",
    "sight",
]
