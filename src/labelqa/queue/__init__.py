"""Which annotation is wrong: a chance of error for every answer from the answers alone, and what to review first.

sight           what one image shows of its sources
columns         many images as columns of numbers
hidden          what is known of a project: habits of persons and models
team            pace and record of the persons
presence        is a unit an object?
naming          of which class?
placing         where are its edges?
spread          how exact the edges of a source are
regression      weights with a belief beforehand
bounding        what a crowded image counts in that
learning        the habits, from where sources meet
drawing         the truth drawn many times, and answers held against it
expected        what is probably wrong, in numbers of objects
label_model, label_learning, label_chances    the same for image-level labels
chance          what comes of it for one answer, or one consensus
judging         that for any image
last_step       the chance that is served, and how verdicts move it
priority        chance of error times what a review is worth
reasons         why, in words
doubtful        which objects to look at
ranking         all of that for a project: learnt, kept, and what it makes of an image
reliability     the served chances beside the verdicts
"""

from labelqa.queue.chance import Chance, Doubt, Judged
from labelqa.queue.doubtful import Doubtful, doubtful
from labelqa.queue.hidden import HiddenTruth
from labelqa.queue.judging import chances, consensus_chance, judge
from labelqa.queue.last_step import LastStep, Reviewed, calibrated, fit, share_wrong
from labelqa.queue.learning import learn
from labelqa.queue.presence import missed_share
from labelqa.queue.priority import class_weights, worth
from labelqa.queue.ranking import ESCALATED, IMAGE_FLAGS, REASONS, Ranking, Sample, Scored, Truths
from labelqa.queue.reasons import Reason, reasons
from labelqa.queue.reliability import Band, Reliability
from labelqa.queue.seeing import Sight, sight

__all__ = [
    "ESCALATED",
    "IMAGE_FLAGS",
    "REASONS",
    "Band",
    "Chance",
    "Doubt",
    "Doubtful",
    "HiddenTruth",
    "Judged",
    "LastStep",
    "Ranking",
    "Reason",
    "Reliability",
    "Reviewed",
    "Sample",
    "Scored",
    "Sight",
    "Truths",
    "calibrated",
    "chances",
    "class_weights",
    "consensus_chance",
    "doubtful",
    "fit",
    "judge",
    "learn",
    "missed_share",
    "reasons",
    "share_wrong",
    "sight",
    "worth",
]
