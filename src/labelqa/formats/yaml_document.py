"""YAML as datasets describe themselves with it: plain maps, lists and texts, read from its events, nothing built.

No tag is obeyed, so no text can name an object to make; nothing is repeated by an alias, so a few lines cannot grow to
terabytes. Values stay texts as they are written: a class named `no` or `007` is neither false nor 7.
"""

from typing import Any

import yaml

from labelqa.errors import BadInput
from labelqa.formats.values import wrong

LARGEST = 1 << 20
"""Most bytes of a description."""
DEPTH = 16
"""Deepest nesting of a description."""


def parse(data: bytes) -> Any:
    """The first document as dicts, lists and texts, None where nothing stands; BadInput says where the text is broken.

    >>> parse(b"nc: 2\\nnames:\\n  0: no\\n  1: [a, 'b c']\\npath:")
    {'nc': '2', 'names': {'0': 'no', '1': ['a', 'b c']}, 'path': None}
    >>> parse(b"a: &x [1]\\nb: *x")
    Traceback (most recent call last):
    labelqa.errors.BadInput: line 1: repeats a part by a name (&x); write it out
    """
    if len(data) > LARGEST:
        raise wrong("", f"has more than {LARGEST >> 20} MiB; a description of a dataset is a few lines")
    try:
        return _document(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise wrong("", f"byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise wrong(_line(mark), f"is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError:  # a character that no YAML text may hold
        raise wrong("", "holds a character that YAML does not allow; save the file as plain text") from None


class _Part:
    """A map or list while its events come in; `key` is the one a value is awaited for."""

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self.value = value
        self.key: str | None = None

    def take(self, found: Any, event: yaml.Event) -> None:
        if isinstance(self.value, list):
            self.value.append(found)
        elif self.key is not None:
            self.value[self.key], self.key = found, None
        elif not isinstance(found, str | None):
            raise wrong(_line(event.start_mark), "has a key that is no text")
        else:
            self.key = found or ""


def _document(text: str) -> Any:
    whole = _Part([])
    open_parts = [whole]
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        _refuse(event, len(open_parts))
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.ScalarEvent):
            open_parts[-1].take(event.value if event.value or event.style else None, event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            open_parts.append(_Part({} if isinstance(event, yaml.MappingStartEvent) else []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            open_parts[-2].take(open_parts.pop().value, event)
    assert isinstance(whole.value, list)
    return whole.value[0] if whole.value else None


def _refuse(event: yaml.Event, depth: int) -> None:
    name = getattr(event, "anchor", None)
    if name is not None:
        raise _bad(event, f"repeats a part by a name (&{name[:40]}); write it out")
    if getattr(event, "tag", None) not in (None, "!"):
        raise _bad(event, "has a tag (!); write plain values")
    if depth > DEPTH:
        raise _bad(event, f"is nested deeper than {DEPTH} levels")


def _bad(event: yaml.Event, detail: str) -> BadInput:
    return wrong(_line(event.start_mark), detail)


def _line(mark: yaml.Mark | None) -> str:
    return "" if mark is None else f"line {mark.line + 1}"
