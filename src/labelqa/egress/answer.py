"""What another server answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from labelqa.errors import LabelqaError, SourceFailed, StoreUnavailable


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was no error: status, headers in small letters, and the bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    refusal: ClassVar[tuple[type[LabelqaError], str]]
    """What is raised of a body that holds no JSON."""

    @property
    def value(self) -> Any:
        """The JSON it holds; the refusal when it holds none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            kind, text = self.refusal
            raise kind(text) from None


class ToolAnswer(Answer):
    """What a labelling tool answered."""

    __slots__ = ()
    refusal = SourceFailed, "it did not answer in JSON; is the address that of its API?"


class ServerAnswer(Answer):
    """What a labelqa server answered."""

    __slots__ = ()
    refusal = StoreUnavailable, "the answer is not JSON; is there a labelqa server at that address?"
