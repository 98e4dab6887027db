"""Labelling tools that a project takes its labels from."""

from collections.abc import Mapping
from typing import Any

from labelqa.client.asking import Asking, part
from labelqa.web.source_rows import Checked, Heard, ShownSource, SourceRow, Sources, WroteBack

Values = Mapping[str, Any]


class Following(Asking):
    """Live sources: CVAT, Label Studio."""

    def sources(self, *, limit: int | None = None, cursor: str | None = None) -> Sources:
        """The tools that labels are taken from, and how each stands."""
        return self._get(Sources, "/sources", limit=limit, cursor=cursor)

    def source(self, source_id: str) -> SourceRow:
        """One source, and how it stands."""
        return self._get(SourceRow, f"/sources/{part(source_id)}")

    def add_source(self, request: Values) -> ShownSource:
        """Takes labels from a tool from now on; the secret of its hook is shown this once."""
        return self._post(ShownSource, "/sources", dict(request))

    def change_source(self, source_id: str, changes: Values) -> SourceRow:
        """Changes a source; what is left out stays."""
        return self._patch(SourceRow, f"/sources/{part(source_id)}", changes)

    def remove_source(self, source_id: str) -> None:
        """Takes no labels from a tool any more; what came from it stays."""
        self._remove(f"/sources/{part(source_id)}")

    def pull(self, source_id: str, *, full: bool = False) -> SourceRow:
        """Pulls a source as soon as may be; with `full` everything that exists is looked at."""
        return self._post(SourceRow, f"/sources/{part(source_id)}/pull", {"full": full})

    def check_source(self, source_id: str) -> Checked:
        """Asks the tool now whether its labels can be taken."""
        return self._post(Checked, f"/sources/{part(source_id)}/check")

    def rotate_source(self, source_id: str) -> ShownSource:
        """Gives the hook of a source a new secret and shows it once."""
        return self._post(ShownSource, f"/sources/{part(source_id)}/rotate")

    def write_back(self, source_id: str, request: Values | None = None) -> WroteBack:
        """Writes flags and priorities into the tool, a page at a time; by default it says what would change."""
        return self._post(WroteBack, f"/sources/{part(source_id)}/write-back", dict(request or {}))

    def hear(self, source_id: str, message: Values, *, headers: Mapping[str, str]) -> Heard:
        """Hands a message of a tool on, as its webhook would; `headers` carry what proves where it is from."""
        return self._post(Heard, f"/sources/{part(source_id)}/hook", dict(message), headers=headers)
