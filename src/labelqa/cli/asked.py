"""The parameters of the reports as options of `labelqa report`, made from the reports themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from labelqa.cli.completion import beginning
from labelqa.errors import BadCall, quoted
from labelqa.reports import Report
from labelqa.reports.bounds import kind_of, sentence, taken, words_of

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
    for report in users:
        parameter = report.parameters[name]
        choice = words_of(parameter.annotation)
        words = f" ({', '.join(map(str, choice))})" if choice else ""
        default = f" [default: {parameter.default}]" if parameter.default not in (None, Parameter.empty) else ""
        told[f"{sentence(parameter.annotation)}{words}{default}"].append(report.name)
    first = users[0].parameters[name].annotation
    text = "; ".join(f"{', '.join(names)}: {doc}" for doc, names in told.items())
    metavar = "WORD" if words_of(first) else _METAVARS.get(kind_of(first), "TEXT")
    option = typer.Option(
        _flag(name),
        metavar=metavar,
        help=text,
        show_default=False,
        rich_help_panel="Options of the reports",
        autocompletion=beginning(_every_word(report.parameters[name].annotation for report in users)),
    )
    kind = Annotated[str | None, option]
    return Parameter(f"{name}_", Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _every_word(annotations: Iterable[Any]) -> list[str]:
    """The words that any report takes for a parameter, each once, in their order."""
    return list(dict.fromkeys(word for annotation in annotations for word in _completed(annotation)))


def _completed(annotation: Any) -> tuple[str, ...]:
    return tuple(_TRUTHS) if kind_of(annotation) is bool else words_of(annotation)


def _value(name: str, text: str, annotation: Any) -> Any:
    return taken(_flag(name), text, annotation, lambda given: _parsed(name, given, kind_of(annotation)))


def _parsed(name: str, text: str, kind: Any) -> Any:
    read = {date: date.fromisoformat, bool: _TRUTHS.__getitem__}.get(kind, kind)
    try:
        return read(text)
    except (KeyError, ValueError):
        raise BadCall(f"{_flag(name)} {quoted(text)} is not {_WORDS[kind]}") from None
