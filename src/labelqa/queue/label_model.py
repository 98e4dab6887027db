"""Placeholder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LabelModel:
    """Image-level labels."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LabelModel":
        """From plain numbers."""
        return cls()
