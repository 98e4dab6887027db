"""Annotations of one image in, its facts and its bag of integers out."""

from labelqa.facts.image import FLAGS, STATUSES, ImageFacts, facts, measured

__all__ = ["FLAGS", "STATUSES", "ImageFacts", "facts", "measured"]
