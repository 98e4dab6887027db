"""Where a task of Label Studio is to be seen."""

from collections.abc import Mapping
from typing import Any


def link(address: str, options: Mapping[str, Any], key: str, state: Mapping[str, Any]) -> str | None:
    """The task among those of its project.

    >>> link("https://labels.example", {"project": 7}, "41", {})
    'https://labels.example/projects/7/data?task=41'
    """
    known = key.isascii() and key.isdecimal() and type(options.get("project")) is int
    return f"{address}/projects/{options['project']}/data?task={key}" if known else None
