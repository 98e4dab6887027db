"""A report: one project in, one frozen answer out. Each is an endpoint, a page of the dashboard and a word of the CLI.

A report is a function `(connection, project, *, parameters) -> frozen dataclass`. Its parameters with their types,
defaults and descriptions make the query of the endpoint; `viewer` is not one of them: it names the annotator whose
own key asks, who may see the team's figures and their own rows only. A field that ends in `_` is served without it.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from labelqa.registry import Registry

Build = TypeVar("Build", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Report:
    """A registered report: how to build it, and the field that is its table (for CSV and the terminal)."""

    name: str
    build: Callable[..., Any]
    table: str

    @property
    def doc(self) -> str:
        """What the report answers."""
        return inspect.getdoc(self.build) or ""

    @property
    def answer(self) -> Any:
        """The dataclass it returns."""
        return inspect.get_annotations(self.build, eval_str=True)["return"]

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """What may be asked, by name as served (`class_` is `class`)."""
        found = inspect.signature(self.build, eval_str=True).parameters
        return {k.rstrip("_"): p for k, p in found.items() if p.kind is p.KEYWORD_ONLY and k != "viewer"}


REPORTS: Registry[Report] = Registry("labelqa.reports")


def report(*, table: str) -> Callable[[Build], Build]:
    """Registers a report under its function's name."""

    def register(build: Build) -> Build:
        REPORTS.add(build.__name__, Report(build.__name__, build, table))
        return build

    return register
