"""From a stored source to a connector that asks its tool."""

import orjson

from labelqa.connectors import TOOLS, Connector
from labelqa.egress.api import Api
from labelqa.egress.guard import Guard
from labelqa.errors import BadInput, quoted
from labelqa.store.sources import Source
from labelqa.sync.safe import Safe


def connected(source: Source, safe: Safe, guard: Guard, *, now: int) -> Connector:
    """A connector of a source. Raises labelqa.sealing.Unreadable, and BadInput for a tool that is not known here."""
    if source.kind not in TOOLS:
        raise BadInput(f"source {source.source_id} is of the tool {quoted(source.kind)}, which this version lacks")
    api = Api(source.address, {}, guard, now=now)
    return TOOLS[source.kind].connect(api, safe.token(source), orjson.loads(source.options))
