"""Times of tasks as texts that compare as the times do, and as filters of the Data Manager take them."""

from datetime import UTC, datetime
from typing import Any

from labelqa.errors import SourceFailed

EARLIEST = "0001-01-01T00:00:00.000000Z"


def stamp(text: Any) -> str:
    """A time in UTC with all six digits of its fraction; SourceFailed for what is none.

    >>> stamp("2026-11-02T09:14:03Z"), stamp("2026-11-02T10:14:03.5+01:00")
    ('2026-11-02T09:14:03.000000Z', '2026-11-02T09:14:03.500000Z')
    """
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise SourceFailed("a task has no time of its last change: is this the API of Label Studio?") from None
    return found.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
