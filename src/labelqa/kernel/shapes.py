"""Shapes of every kind, and which of them overlap: all that other rooms need of them, in one place."""

from labelqa.kernel.overlaps import shape_edges
from labelqa.kernel.rle import compress, compressed
from labelqa.kernel.shape import Shape, cornered, keypoints, mask, polygon, turned, upright

__all__ = [
    "Shape",
    "compress",
    "compressed",
    "cornered",
    "keypoints",
    "mask",
    "polygon",
    "shape_edges",
    "turned",
    "upright",
]
