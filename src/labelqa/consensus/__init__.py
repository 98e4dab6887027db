"""What the annotators of an image come to together: its labels, its boxes, and how often each of them is right.

These need every single label and box, so they cannot be read from totals.

    ratings      labels as columns, and the majority
    dawid_skene  the most likely labels by the model of Dawid and Skene
    skill        how often each annotator is right, by the labels of the others
    pool         all boxes drawn on an image, and which of them overlap
    units        boxes that mean the same object
    median       the value in the middle, with weights
    merging      one box per unit
    agreed       what comes of it: objects, those disputed, those left out
    boxes        the consensus of boxes, of all or without one annotator
"""

from labelqa.consensus.agreed import Consensus, ConsensusObject
from labelqa.consensus.boxes import as_boxes, consensus_boxes, consensus_of, consensus_without
from labelqa.consensus.dawid_skene import DawidSkene, dawid_skene
from labelqa.consensus.merging import Terms
from labelqa.consensus.ratings import Ratings, majority
from labelqa.consensus.skill import skills

__all__ = [
    "Consensus",
    "ConsensusObject",
    "DawidSkene",
    "Ratings",
    "Terms",
    "as_boxes",
    "consensus_boxes",
    "consensus_of",
    "consensus_without",
    "dawid_skene",
    "majority",
    "skills",
]
