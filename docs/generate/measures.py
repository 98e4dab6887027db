"""Writes docs/reference/measures.md: every figure that is served and what it is, from the code.

A field of an answer is explained by `measures.toml` or by the metric or figure of its name, and by the docstring of its
dataclass when that names it in backticks; `_ci95` and `_sd` belong to the field before them. A new field that nothing
explains fails a test: say what it is where it is declared, or in `measures.toml`.
"""

import dataclasses
import inspect
import re
import tomllib
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from labelqa.metrics import METRICS
from labelqa.reports import REPORTS
from labelqa.rules import RULES

PATH = Path(__file__).parents[1] / "reference" / "measures.md"
HEAD = """# Measures and alerts

Every figure that the quality endpoints serve is explained here. Each is a function of whole numbers that add up, so a
figure of a month is made of the days' sums. All carry how many they are over, and null stands for what cannot be
measured: never 0, never NaN. This page is written from the code by `make docs`; the examples are run as tests.

1. [Which field holds what](#fields)
2. [Metrics](#metrics)
3. [Other figures](#other-figures)
4. [Answers that explain themselves](#answers)
5. [Alerts](#alerts)
"""

TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
COUNTS = frozenset(TOLD["counts"])
FIGURES: dict[str, str] = TOLD["figures"]
MEANT: dict[str, str] = {f"{owner}.{name}": says for owner, own in TOLD["fields"].items() for name, says in own.items()}


@dataclass(frozen=True)
class Field:
    """A field of an answer that holds a figure: the path to it, and the dataclass that declares it."""

    path: str
    owner: type
    name: str

    @property
    def key(self) -> str:
        """As `measures.toml` names it."""
        return f"{self.owner.__name__}.{self.name}"

    @property
    def plain(self) -> bool:
        """True for a count or an id."""
        return self.key not in MEANT and (self.name in COUNTS or bool(re.match("n(_|$)", self.name)))

    @property
    def told(self) -> bool:
        """True when the docstring of the dataclass speaks of it."""
        return f"`{self.name}`" in (self.owner.__doc__ or "")

    @property
    def says(self) -> str | None:
        """What it holds, with known names in backticks; None when nothing says it."""
        alike = f"`{self.name}`" if self.name in METRICS or self.name in FIGURES else None
        found = [MEANT.get(self.key, alike), f"see `{self.owner.__name__}`" if self.told else None]
        inherited = self.base.says if self.base else None
        return "; ".join(text for text in found if text) or inherited

    @property
    def base(self) -> "Field | None":
        """The field of which this one is the interval or the spread."""
        name = re.sub("_(ci95|sd)$", "", self.name)
        declared = name != self.name and name in {f.name for f in dataclasses.fields(self.owner)}
        return Field(self.path.removesuffix(self.name) + name, self.owner, name) if declared else None


def fields(answer: Any, path: str = "") -> Iterator[Field]:
    """Every field of an answer that holds numbers, or what is concluded of them, whatever it is nested in."""
    hints = typing.get_type_hints(answer)
    for field in dataclasses.fields(answer):
        place = f"{path}{field.name}"
        found = Field(place, answer, field.name)
        if numeric(hints[field.name]) or field.name in FIGURES or found.key in MEANT:
            yield found
        for held, many in inside(hints[field.name]):
            yield from fields(held, f"{place}{many}.")


def numeric(hint: Any) -> bool:
    """True when a number is among what a field may hold."""
    return hint in (int, float) or any(map(numeric, typing.get_args(hint)))


def inside(hint: Any) -> Iterator[tuple[Any, str]]:
    """The dataclasses that a field may hold, each with how it is reached: `[]` in a list, `.*` by a name."""
    if dataclasses.is_dataclass(hint):
        yield hint, ""
    many = {list: "[]", dict: ".*"}.get(typing.get_origin(hint), "")
    for part in typing.get_args(hint):
        yield from ((held, many + more) for held, more in inside(part))


def answers() -> dict[str, list[Field]]:
    """The fields of every report."""
    return {name: list(fields(report.answer)) for name, report in REPORTS.items()}


def anchor(heading: str) -> str:
    """Where a heading is reached."""
    return re.sub(r"[^a-z0-9_-]", "", heading.lower().replace(" ", "-"))


def named(where: str) -> str:
    """The docstring of a public name; fails when the name is gone or says nothing."""
    module, name = where.split(":")
    doc = inspect.getdoc(getattr(import_module(module), name))
    if not doc:
        raise LookupError(f"{where} has no docstring")
    return doc


def render() -> str:
    """The page."""
    told = {f.owner for found in answers().values() for f in found if f.told and not f.plain}
    own = sorted(told, key=lambda owner: owner.__name__)
    known = {*METRICS, *FIGURES, *(owner.__name__ for owner in own), "alerts"}
    parts = [HEAD, "## Fields\n"]
    for report, found in answers().items():
        parts.append(f"### quality/{report}\n\n{table(found, known)}")
    parts.append("## Metrics\n")
    for name, metric in METRICS.items():
        twins = "" if metric.twins is None else f"; {metric.twins:g} when all gave the same answer"
        reach = f"Reads the tally `{metric.reads}`. From {metric.low:g} to {metric.high:g}{twins}."
        parts.append(f"### `{name}`\n\n{reach}\n\n{prose(metric.doc)}\n")
    parts.append("## Other figures\n")
    parts += [f"### {name}\n\nFrom `{where}`.\n\n{prose(named(where))}\n" for name, where in FIGURES.items()]
    parts.append("## Answers\n")
    parts += [f"### {owner.__name__}\n\n{prose(inspect.getdoc(owner) or '')}\n" for owner in own]
    parts.append("## Alerts\n\nThresholds are settings of the project (`thresholds`), by alert type.\n")
    for name, rule in RULES.items():
        takes = ", ".join(f"`{k}` = {v:g}" for k, v in rule.thresholds.items())
        parts.append(f"### `{name}`\n\nFor each {rule.scope}. Thresholds: {takes}.\n\n{prose(rule.doc)}\n")
    return "\n".join(parts)


def table(found: list[Field], known: set[str]) -> str:
    """The fields of one report with what they hold, then its plain counts."""

    def linked(text: str) -> str:
        return re.sub("`([^`]+)`", lambda m: f"[{m[0]}](#{anchor(m[1])})" if m[1] in known else m[0], text)

    own: dict[str, list[str]] = {}
    for field in (f for f in found if not f.plain):
        shared = field.base is not None and field.key not in MEANT
        own.setdefault(field.base.path if shared and field.base else field.path, []).append(field.path)
    says = {f.path: linked(f.says or "") for f in found}
    rows = [f"| {', '.join(f'`{path}`' for path in paths)} | {says[head]} |" for head, paths in own.items()]
    counts = ", ".join(f"`{f.path}`" for f in found if f.plain)
    shown = "\n".join(["| field | what it is |", "|---|---|", *rows]) + "\n" if rows else ""
    return shown + (f"\nCounts: {counts}.\n" if counts else "")


def prose(doc: str) -> str:
    """A docstring as Markdown, its examples fenced: each runs from `>>>` to the next empty line."""
    out, fenced = [], False
    for line in [*(text.removeprefix("    ") for text in doc.splitlines()), ""]:
        if line.startswith(">>>") and not fenced:
            out.append("```python")
            fenced = True
        if not line and fenced:
            out.append("```")
            fenced = False
        out.append(line)
    return "\n".join(out).strip()


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
