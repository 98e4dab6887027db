"""Where a job of CVAT is to be seen."""

from collections.abc import Mapping
from typing import Any

from labelqa.connectors.cvat.jobs import number_of


def link(address: str, options: Mapping[str, Any], key: str, state: Mapping[str, Any]) -> str | None:
    """The job in the editor; None while it is not remembered which task it belongs to.

    >>> link("https://cvat.example", {}, "job/12", {"task": 3}), link("https://cvat.example", {}, "job/12", {})
    ('https://cvat.example/tasks/3/jobs/12', None)
    """
    job, task = number_of(key), state.get("task")
    return f"{address}/tasks/{task}/jobs/{job}" if job is not None and type(task) is int else None
