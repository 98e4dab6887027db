"""Links from an answer to where it is to be seen in the tool that it came from."""

from collections.abc import Mapping

import orjson

from labelqa.connectors import TOOLS
from labelqa.store import Connection, source_units
from labelqa.store.source_units import Behind

SCHEMES = ("https://", "http://")
"""What a link may begin with: a browser follows it."""


def links(connection: Connection, project: int, image_id: str) -> Mapping[str, str | None]:
    """{annotator: the link of their answer for an image} for answers that came from a live source."""
    return {who: link(behind) for who, behind in source_units.behind(connection, project, image_id).items()}


def link(behind: Behind) -> str | None:
    """The address at which people find a unit; None where the tool has none, or is not known any more.

    >>> link(Behind("label_studio", "https://labels.example/", '{"project": 7}', "41", None))
    'https://labels.example/projects/7/data?task=41'
    >>> link(Behind("label_studio", "javascript:alert(1)//", '{"project": 7}', "41", None)) is None
    True
    """
    if behind.kind not in TOOLS or not behind.address.lower().startswith(SCHEMES):
        return None
    state = orjson.loads(behind.state) if behind.state else {}
    return TOOLS[behind.kind].link(behind.address.rstrip("/"), orjson.loads(behind.options), behind.unit, state)
