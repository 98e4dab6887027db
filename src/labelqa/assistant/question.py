"""The tools that an assistant is offered: what each answers, and which arguments it takes, made from the reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from inspect import Parameter
from typing import Annotated, Any

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from typing_extensions import Doc

from labelqa.errors import BadCall, quoted
from labelqa.reports import REPORTS, Report
from labelqa.reports.bounds import kind_of, notes, sentence, taken, words_of

QUESTIONS: Mapping[str, str] = {
    "overview": "How far is the project, how much of it is approved, and which classes does it have?",
    "agreement": "How far do annotators agree on the same images, and on which images least?",
    "annotators": "How does each annotator work: agreement with the others, reviews, speed, habits?",
    "images": "Which images need a look, most urgent first, and why?",
    "benchmark": "How good is each annotator against the ground truth, and which classes do they confuse?",
    "alerts": "What is going wrong now: open alerts with their causes?",
}
"""The six reports that are tools, in the order in which they are listed, each with the question it answers."""
ROWS, MOST = 20, 100
"""Rows that an answer has unless asked otherwise, and at most: an assistant reads every one of them."""
PROJECT = {"type": "string", "minLength": 1, "description": "id of the project; the tool `projects` lists them"}

_ROWS = f"rows of the answer's table, where it has pages; other lists are cut at {ROWS}, or at so many where it is more"
_Rows = Annotated[int, Ge(1), Le(MOST), Doc(_ROWS)]
_LIMIT = Parameter("limit", Parameter.KEYWORD_ONLY, default=ROWS, annotation=_Rows)
_TYPES = {int: "integer", float: "number", bool: "boolean", date: "string", str: "string"}
_NOUNS = {int: "a whole number", float: "a number", bool: "true or false", date: "a day like '2026-11-23'", str: "text"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was checked: the project, what goes to its report, and how many rows the answer may have."""

    project: str
    parameters: Mapping[str, Any]
    rows: int


def description(name: str) -> str:
    """What a tool says of itself."""
    return f"{QUESTIONS[name]}\n\n{REPORTS[name].doc}"


def schema(name: str) -> dict[str, Any]:
    """The arguments of a tool as JSON schema."""
    own = {k: _property(p) for k, p in _parameters(REPORTS[name]).items()}
    return {
        "type": "object",
        "properties": {"project": PROJECT, **own},
        "required": ["project"],
        "additionalProperties": False,
    }


def asked(name: str, given: Mapping[str, Any]) -> Asked:
    """The arguments of a call, each as its parameter's type; BadCall names the one that is wrong. Null asks nothing."""
    report = REPORTS[name]
    takes = _parameters(report)
    wanted = {k: v for k, v in given.items() if v is not None}
    project = wanted.pop("project", None)
    if not isinstance(project, str) or not project:
        raise BadCall("project is missing: name the project by its id; the tool projects lists them")
    for k in wanted:
        if k not in takes:
            raise BadCall(f"{name} has no argument {quoted(k)}; it takes project, {', '.join(takes)}")
    values = {k: _value(k, v, takes[k].annotation) for k, v in wanted.items()}
    rows = values.setdefault("limit", ROWS)
    return Asked(project, {k: v for k, v in values.items() if k in report.parameters}, rows)


def _parameters(report: Report) -> dict[str, Parameter]:
    """Those of the report; how many rows can be said of every one."""
    return {**report.parameters, "limit": _LIMIT}


def _property(parameter: Parameter) -> dict[str, Any]:
    kind = kind_of(parameter.annotation)
    words = words_of(parameter.annotation)
    made = {"type": "string", "enum": list(words)} if words else {"type": _TYPES[kind], **_bounds(parameter.annotation)}
    if kind is date:
        made["format"] = "date"
    if parameter.default not in (None, Parameter.empty):
        made["default"] = parameter.default
    return {**made, "description": sentence(parameter.annotation)}


def _bounds(annotation: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for note in notes(annotation):
        match note:
            case Ge(ge=bound):
                found["minimum"] = bound
            case Gt(gt=bound):
                found["exclusiveMinimum"] = bound
            case Le(le=bound):
                found["maximum"] = bound
            case MinLen(min_length=length):
                found["minLength"] = length
            case MaxLen(max_length=length):
                found["maxLength"] = length
    return found


def _value(name: str, given: Any, annotation: Any) -> Any:
    return taken(name, given, annotation, lambda value: _typed(name, value, kind_of(annotation)))


def _typed(name: str, given: Any, kind: Any) -> Any:
    """The value as its type; true is no number, and 20.0 is the whole number that JSON means by it."""
    try:
        match kind, given:
            case (k, bool()) if k is not bool:
                pass
            case k, int() | float() if k is int and given == int(given):
                return int(given)
            case k, int() | float() if k is float:
                return float(given)
            case k, str() if k is date:
                return date.fromisoformat(given)
            case k, _ if k not in (int, float, date) and isinstance(given, k):
                return given
    except (ValueError, OverflowError):  # no day, or no finite number
        pass
    raise BadCall(f"{name} {quoted(given)} is not {_NOUNS[kind]}")
