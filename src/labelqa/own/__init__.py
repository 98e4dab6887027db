"""One annotator's own view: their figures beside the team's, their errors with examples, and nobody else's name."""

from labelqa.own.view import OwnView, own_view

__all__ = ["OwnView", "own_view"]
