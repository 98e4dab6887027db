"""Labelling tools that are asked for their labels while people label: one folder a tool.

A connector turns what the API of a tool answers into images and annotations. It writes nothing and remembers nothing.
"""

from labelqa.connectors.connector import TOOLS, Connector, Fetched, Hint, Tool, Unit

__all__ = ["TOOLS", "Connector", "Fetched", "Hint", "Tool", "Unit"]
