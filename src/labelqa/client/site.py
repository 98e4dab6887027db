"""One project on a server, with all that can be asked of it."""

from typing import Any

from labelqa.client.commenting import Commenting
from labelqa.client.events import Events
from labelqa.client.files import Files
from labelqa.client.following import Following
from labelqa.client.labels import Labels
from labelqa.client.pictures import Pictures
from labelqa.client.planning import Planning
from labelqa.client.quality import Quality
from labelqa.client.watching import Watching
from labelqa.web.routes.projects import ProjectAnswer


class Site(Quality, Labels, Pictures, Commenting, Planning, Watching, Files, Following, Events):
    """One project; made by `Client.project`. Nothing is asked before a method is called."""

    def settings(self) -> ProjectAnswer:
        """The project with its settings."""
        return self._get(ProjectAnswer, "")

    def change(self, **settings: Any) -> ProjectAnswer:
        """Changes settings; what is left out stays."""
        return self._patch(ProjectAnswer, "", settings)

    def remove(self) -> None:
        """Deletes the project with everything in it."""
        self._remove("")
