"""One project on a server, with all that can be asked of it."""

from datetime import date
from typing import Any
from urllib.parse import unquote

from labelqa.client.commenting import Commenting
from labelqa.client.events import Events
from labelqa.client.files import Files
from labelqa.client.following import Following
from labelqa.client.labels import Labels
from labelqa.client.pictures import Pictures
from labelqa.client.planning import Planning
from labelqa.client.quality import Quality
from labelqa.client.watching import Watching
from labelqa.web.audit_list import Audit
from labelqa.web.routes.projects import ProjectAnswer


class Site(Quality, Labels, Pictures, Commenting, Planning, Watching, Files, Following, Events):
    """One project; made by `Client.project`. Nothing is asked before a method is called."""

    def __repr__(self) -> str:
        return f"<project {unquote(self._path.rpartition('/')[2])!r} of {self._server.url}>"

    def settings(self) -> ProjectAnswer:
        """The project with its settings."""
        return self._get(ProjectAnswer, "")

    def change(self, **settings: Any) -> ProjectAnswer:
        """Changes settings; what is left out stays."""
        return self._patch(ProjectAnswer, "", settings)

    def audit(
        self,
        *,
        key_id: str | None = None,
        operation: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Audit:
        """Who changed what in the project, the newest first."""
        asked = {"key_id": key_id, "operation": operation, "since": since, "until": until}
        return self._get(Audit, "/audit", **asked, limit=limit, cursor=cursor)

    def remove(self) -> None:
        """Deletes the project with everything in it."""
        self._remove("")
