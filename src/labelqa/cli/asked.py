"""The parameters of the reports as options of `labelqa report`, made from the reports themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from inspect import Parameter, signature
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from typing_extensions import Doc

from labelqa.errors import BadCall, quoted
from labelqa.reports import Report

_METAVARS = {int: "N", float: "X", date: "DAY", bool: "true|false"}
_WORDS = {int: "a whole number", float: "a number", date: "a day like 2026-11-23", bool: "true or false"}
_TRUTHS = {"true": True, "false": False}


def options_of(reports: Mapping[str, Report]) -> list[Parameter]:
    """One option for every parameter name, of text: what it must be depends on the report that is asked."""
    users: dict[str, list[str]] = defaultdict(list)
    for name, report in reports.items():
        for parameter in report.parameters:
            users[parameter].append(name)
    return [_option(name, [reports[user] for user in users[name]]) for name in sorted(users)]


def with_options(function: Callable[..., None], made: Iterable[Parameter]) -> Callable[..., None]:
    """The function with these options in the place of its `**asked`."""

    def called(**given: Any) -> None:
        function(**given)

    own = [p for p in signature(function, eval_str=True).parameters.values() if p.kind is not p.VAR_KEYWORD]
    called.__signature__ = signature(function).replace(parameters=[*own, *made])  # type: ignore[attr-defined]
    called.__doc__, called.__name__ = function.__doc__, function.__name__
    return called


def asked_of(report: Report, given: Mapping[str, str | None]) -> dict[str, Any]:
    """What was asked of a report, each value as its parameter's type; BadCall for what it does not take."""
    wanted = {name.rstrip("_"): text for name, text in given.items() if text is not None}
    for name in wanted:
        if name not in report.parameters:
            takes = ", ".join(_flag(k) for k in report.parameters) or "none"
            raise BadCall(f"{report.name} has no option {_flag(name)}; it takes {takes}")
    return {name: _value(name, text, report.parameters[name].annotation) for name, text in wanted.items()}


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _option(name: str, users: list[Report]) -> Parameter:
    """Its help names the reports that take it, where not all of them mean the same."""
    told: dict[str, list[str]] = defaultdict(list)
    kinds = []
    for report in users:
        parameter = report.parameters[name]
        kind, _ = _kind(parameter.annotation)
        kinds.append(kind)
        doc = next((m.documentation for m in _notes(parameter.annotation) if isinstance(m, Doc)), "")
        words = f" ({', '.join(map(str, get_args(kind)))})" if get_origin(kind) is Literal else ""
        default = f" [default: {parameter.default}]" if parameter.default not in (None, Parameter.empty) else ""
        told[f"{doc}{words}{default}"].append(report.name)
    text = "; ".join(f"{', '.join(names)}: {doc}" for doc, names in told.items())
    metavar = "WORD" if get_origin(kinds[0]) is Literal else _METAVARS.get(kinds[0], "TEXT")
    panel = "Options of the reports"
    option = typer.Option(_flag(name), metavar=metavar, help=text, show_default=False, rich_help_panel=panel)
    kind = Annotated[str | None, option]
    return Parameter(f"{name}_", Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _notes(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())


def _kind(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type of a parameter without `| None`, and what is noted beside it."""
    plain = get_args(annotation)[0] if _notes(annotation) else annotation
    if get_origin(plain) is not Literal:
        plain = next((kind for kind in get_args(plain) if kind is not NoneType), plain)
    return plain, _notes(annotation)


def _value(name: str, text: str, annotation: Any) -> Any:
    kind, notes = _kind(annotation)
    if get_origin(kind) is Literal:
        if text not in get_args(kind):
            raise BadCall(f"{_flag(name)} {quoted(text)} is none of {', '.join(get_args(kind))}")
        return text
    value = _parsed(name, text, kind)
    for note in notes:
        if problem := _outside(value, note):
            raise BadCall(f"{_flag(name)} {quoted(text)} {problem}")
    return value


def _parsed(name: str, text: str, kind: Any) -> Any:
    read = {date: date.fromisoformat, bool: _TRUTHS.__getitem__}.get(kind, kind)
    try:
        return read(text)
    except (KeyError, ValueError):
        raise BadCall(f"{_flag(name)} {quoted(text)} is not {_WORDS[kind]}") from None


def _outside(value: Any, note: object) -> str | None:
    """What is wrong with a value, None when it keeps the bound; nan keeps none."""
    match note:
        case Ge(ge=bound) if not value >= bound:
            return f"must be at least {bound}"
        case Gt(gt=bound) if not value > bound:
            return f"must be more than {bound}"
        case Le(le=bound) if not value <= bound:
            return f"must be at most {bound}"
        case MinLen(min_length=length) if len(value) < length:
            return f"must have at least {length} characters"
        case MaxLen(max_length=length) if len(value) > length:
            return f"must have at most {length} characters"
    return None
