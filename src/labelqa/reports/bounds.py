"""What a parameter of a report takes: its type, its bounds and the sentence that describes it."""

from collections.abc import Callable
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from typing_extensions import Doc

from labelqa.errors import BadCall, quoted


def notes(annotation: Any) -> tuple[Any, ...]:
    """What is noted beside the type."""
    return getattr(annotation, "__metadata__", ())


def kind_of(annotation: Any) -> Any:
    """The type of a parameter without `| None` and without notes.

    >>> from labelqa.reports.parameters import Limit, Since
    >>> kind_of(Limit), kind_of(Since)
    (<class 'int'>, <class 'datetime.date'>)
    """
    plain = get_args(annotation)[0] if notes(annotation) else annotation
    if get_origin(plain) is Literal:
        return plain
    return next((kind for kind in get_args(plain) if kind is not NoneType), plain)


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words of which a parameter is one; none where it is no such choice."""
    kind = kind_of(annotation)
    return get_args(kind) if get_origin(kind) is Literal else ()


def sentence(annotation: Any) -> str:
    """What the parameter means."""
    return next((note.documentation for note in notes(annotation) if isinstance(note, Doc)), "")


def taken(called: str, given: Any, annotation: Any, read: Callable[[Any], Any]) -> Any:
    """What was given for a parameter, as `read` makes it its type; BadCall calls the parameter `called`."""
    if words := words_of(annotation):
        if given not in words:
            raise BadCall(f"{called} {quoted(given)} is none of {', '.join(words)}")
        return given
    value = read(given)
    if problem := outside(value, annotation):
        raise BadCall(f"{called} {quoted(given)} {problem}")
    return value


def outside(value: Any, annotation: Any) -> str | None:
    """What is wrong with a value, None when it keeps all bounds; nan keeps none.

    >>> from labelqa.reports.parameters import Limit
    >>> outside(0, Limit)
    'must be at least 1'
    """
    return next(filter(None, (_outside(value, note) for note in notes(annotation))), None)


def _outside(value: Any, note: object) -> str | None:
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
