"""The six questions for assistants, over the Model Context Protocol; it reads, and nothing else.

What is asked is a `Source`: something that lists projects and builds reports. This room knows nothing that could
write, so there is no tool that does.
"""

from collections.abc import Mapping
from typing import Any, Protocol


class Source(Protocol):
    """A database or a server, as far as an assistant may use it."""

    def projects(self) -> list[dict[str, Any]]:
        """Every project that may be seen."""
        ...

    def report(self, project_id: str, name: str, asked: Mapping[str, Any]) -> bytes:
        """A report as JSON."""
        ...
