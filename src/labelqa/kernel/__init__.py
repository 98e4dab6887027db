"""Columns of boxes in, whole numbers out: overlap, matching, errors, bias. Knows nothing of the house.

Every IoU is floor(IoU * 2^30 + 0.5), every matching is exact on these integers and the first of its equals; so the
answers are the same to the last bit on any machine, compiled or not.

    boxes        which boxes overlap, and by how much
    matching     partners one to one
    assignment   the same where overlaps compete
    dense        the same where nearly all overlap all
    canonical    the first of equally good assignments
    comparison   two annotations of one image: partners, totals, found at a threshold; classes confused
    sweeping     all pairs of annotations of many images at once
    tables       sums over tables of two annotators' classes
    faults       names of what is wrong beside the truth
    bias         shift and stretch of a drawn box beside the true one
    logarithm    ln, in our own arithmetic; so are exponential and trigonometry

What takes long in it, overlaps, matchings and sums, is there twice: in the modules above, and in
`labelqa.kernel.typed` with machine types, which a compiler makes `labelqa.kernel.compiled` of. Which runs is decided in
`compilation`; `COMPILED` tells.

Shapes that are no upright boxes, and all kinds together, are in `labelqa.kernel.shapes`:

    shape        one shape of any kind, measured once
    overlaps     which shapes overlap, and by how much
    areas        the same of two areas: turned boxes, polygons, masks
    turned       boxes at an angle
    clipping     the same for a few, number by number
    outlines     areas as the compiled kernel takes them
    polygon      rings made one valid area
    crossing     outlines that cross themselves, put right
    mask, rle    runs of pixels, and the compressed text that stands for them
    filling      the pixels an outline covers
    keypoints    likeness of named points
"""

from labelqa.kernel.bias import Corners, box_bias
from labelqa.kernel.boxes import Column, Columns, Edges, edges
from labelqa.kernel.comparison import Compared, compare, compare_edges, confusion
from labelqa.kernel.compilation import COMPILED
from labelqa.kernel.faults import errors
from labelqa.kernel.logarithm import logarithm
from labelqa.kernel.matching import match, most_pairs
from labelqa.kernel.sweeping import Drawings, Swept, boxes_of, confusions, pairs_within, sweep
from labelqa.kernel.tables import table_sums

__all__ = [
    "COMPILED",
    "Column",
    "Columns",
    "Compared",
    "Corners",
    "Drawings",
    "Edges",
    "Swept",
    "box_bias",
    "boxes_of",
    "compare",
    "compare_edges",
    "confusion",
    "confusions",
    "edges",
    "errors",
    "logarithm",
    "match",
    "most_pairs",
    "pairs_within",
    "sweep",
    "table_sums",
]
