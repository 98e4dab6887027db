"""Labelling tools that are asked for their labels while people label: one folder a tool.

A connector turns what the API of a tool answers into images and annotations. It remembers nothing.
"""

from labelqa.connectors.connector import (
    TOOLS,
    Connector,
    Fetched,
    Finding,
    Flag,
    Hint,
    Tool,
    Unit,
    WritesBack,
    WrittenBack,
)

__all__ = [
    "TOOLS",
    "Connector",
    "Fetched",
    "Finding",
    "Flag",
    "Hint",
    "Tool",
    "Unit",
    "WritesBack",
    "WrittenBack",
]
