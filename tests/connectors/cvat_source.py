"""A connector that asks the CVAT of this machine."""

from collections.abc import Mapping
from typing import Any

from labelqa.connectors import TOOLS, Connector, Fetched
from labelqa.connectors.cvat.options import options
from labelqa.connectors.cvat.rest import Rest
from labelqa.connectors.cvat.source import Cvat as Source
from labelqa.connectors.cvat.source import connect
from labelqa.egress.api import Api
from labelqa.egress.guard import Guard, entries
from labelqa.model import Annotation, Image, Remark, Skipped
from tests.connectors.cvat_server import KEY, Cvat


def api(cvat: Cvat) -> Api:
    return Api(cvat.url, {}, Guard(entries(f"127.0.0.1:{cvat.port}")), seconds=20.0)


def source(cvat: Cvat, token: str = KEY, **given: Any) -> Source:
    """One of task 1, and without the log, unless told otherwise."""
    chosen = options({"tasks": [1], "events": False, **given})
    found = connect(api(cvat), token, chosen)
    return Source(Rest(found._rest.api, chosen["page_size"]), chosen, wait=lambda seconds: None)


def tool(cvat: Cvat, token: str = KEY, **given: Any) -> Connector:
    """The same through the register of tools."""
    return TOOLS["cvat"].connect(api(cvat), token, TOOLS["cvat"].options({"tasks": [1], "events": False, **given}))


def fetch(cvat: Cvat, job: int, state: Mapping[str, Any] | None = None, **given: Any) -> Fetched:
    found = source(cvat, **given).fetch(f"job/{job}", state or {})
    assert found is not None
    return found


def images(found: Fetched) -> list[Image]:
    return [item for item in found.items if isinstance(item, Image)]


def answers(found: Fetched) -> list[Annotation]:
    return [item for item in found.items if isinstance(item, Annotation)]


def answer(found: Fetched, image: str) -> Annotation:
    (one,) = [a for a in answers(found) if a.image_id == image]
    return one


def left_out(found: Fetched) -> dict[str, int]:
    counted: dict[str, int] = {}
    for item in found.items:
        if isinstance(item, Skipped):
            counted[item.reason] = counted.get(item.reason, 0) + item.count
    return counted


def remarks(found: Fetched) -> list[str]:
    return [item.text for item in found.items if isinstance(item, Remark)]
