"""How many images to label twice for a wanted precision, and which."""

from labelqa.plan.overlap import Overlap, overlap

__all__ = ["Overlap", "overlap"]
