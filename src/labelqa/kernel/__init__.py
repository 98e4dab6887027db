"""Columns of boxes in, whole numbers out: overlap, matching, errors, bias. Knows nothing of the house.

Every IoU is floor(IoU * 2^30 + 0.5), every matching is exact on these integers and the first of its equals; so the
answers are the same to the last bit on any machine, compiled or not.

    boxes        which boxes overlap, and by how much
    matching     partners one to one
    assignment   the same where overlaps compete
    dense        the same where nearly all overlap all
    canonical    the first of equally good assignments
    comparison   two annotations of one image: partners, totals, found at a threshold; classes confused
    faults       names of what is wrong beside the truth
    bias         shift and stretch of a drawn box beside the true one
    logarithm    ln, in our own arithmetic
"""

from labelqa.kernel.bias import Corners, box_bias
from labelqa.kernel.boxes import Column, Columns, Edges, edges
from labelqa.kernel.comparison import Compared, compare, confusion
from labelqa.kernel.faults import errors
from labelqa.kernel.logarithm import logarithm
from labelqa.kernel.matching import match, most_pairs

__all__ = [
    "Column",
    "Columns",
    "Compared",
    "Corners",
    "Edges",
    "box_bias",
    "compare",
    "confusion",
    "edges",
    "errors",
    "logarithm",
    "match",
    "most_pairs",
]
