"""From a stored source to a connector that asks its tool, and what may become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from labelqa.connectors import TOOLS, Connector
from labelqa.egress.api import SECONDS, Api, checked
from labelqa.egress.guard import Guard
from labelqa.errors import BadInput, quoted
from labelqa.formats.values import under, wrong
from labelqa.store.sources import Source
from labelqa.sync.safe import Safe

LONGEST_TOKEN = 4096


@dataclass(frozen=True, slots=True)
class Connecting:
    """What is needed to reach tools: the secrets of the sources, and where may be asked."""

    safe: Safe
    guard: Guard

    def connector(self, source: Source, *, now: int, seconds: float = SECONDS) -> Connector:
        """A connector of a source. Raises labelqa.errors.Unreadable, and BadInput for a tool that is not known here.

        `seconds`: for one answer of the tool.
        """
        if source.kind not in TOOLS:
            raise BadInput(f"source {source.source_id} is of the tool {quoted(source.kind)}, which this version lacks")
        api = Api(source.address, {}, self.guard, now=now, seconds=seconds)
        return TOOLS[source.kind].connect(api, self.safe.token(source), orjson.loads(source.options))

    def address(self, url: str) -> str:
        """An address that may be stored; BadInput says why not. It may take as long as a look-up."""
        try:
            return checked(url, self.guard)
        except BadInput as error:
            raise under("/address", error) from None


def checked_options(kind: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of a tool is taken, in full; BadInput names the option that is wrong."""
    return TOOLS[kind].options(given)


def checked_token(value: object, pointer: str) -> str:
    """A token that a header can carry; BadInput never shows it."""
    plain = type(value) is str and value.isascii() and value.isprintable() and " " not in value
    if type(value) is not str or not plain or not 1 <= len(value) <= LONGEST_TOKEN:
        text = f"is no access token, which is 1 to {LONGEST_TOKEN} printable ASCII characters without spaces"
        raise wrong(pointer, text)
    return value
