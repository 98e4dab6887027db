"""What the users of a Label Studio are called, where its tasks name them by numbers alone."""

from collections.abc import Sequence

from labelqa.connectors.label_studio.access import Access
from labelqa.errors import SourceFailed
from labelqa.formats.called import called
from labelqa.model import Annotation, Called, Item

USERS = "/api/users/"


class People:
    """Asks for all users once, when the first one is needed; a token that may not see them goes without names."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._names: dict[str, Called] | None = None

    def of(self, items: Sequence[Item]) -> list[Called]:
        """The names of the persons in a task who have none there, by their ids."""
        named = {item.annotator_id for item in items if isinstance(item, Called)}
        persons = {a.annotator_id for a in items if isinstance(a, Annotation) and a.kind == "person"}
        nameless = sorted(persons - named)
        if nameless and self._names is None:
            self._names = self._asked()
        return [self._names[who] for who in nameless if self._names and who in self._names]

    def _asked(self) -> dict[str, Called]:
        try:
            found = self._access.get(USERS)
        except SourceFailed:  # names are for display: nothing hangs on them
            return {}
        rows = found.get("results") if isinstance(found, dict) else found
        users = [row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, dict)]
        return {one.annotator_id: one for row in users if type(row.get("id")) is int for one in _called(row)}


def _called(row: dict[str, object]) -> list[Called]:
    full = " ".join(str(row[part]) for part in ("first_name", "last_name") if row.get(part))
    return list(called(str(row["id"]), full, row.get("email"), row.get("username")))
