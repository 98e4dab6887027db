"""What a Label Studio project says of itself: its title, its tasks, and what its labelling configuration asks for."""

import io
from collections.abc import Mapping
from typing import Any

from labelqa.errors import BadFile, SourceFailed
from labelqa.formats.format import Hints
from labelqa.formats.label_studio.config import LabelConfig, label_config
from labelqa.formats.label_studio.task import Settings
from labelqa.xmlio import document


class Configuration:
    """How tasks of a project are read."""

    def __init__(self, project: Any, options: Mapping[str, Any]) -> None:
        if not isinstance(project, dict) or "label_config" not in project:
            raise SourceFailed("it answered without a project: is this the API of Label Studio?")
        name = f"project {options['project']}"
        hints = Hints(name, name, image_id=options["image_id"], image_key=options["image_key"])
        self.settings = Settings(hints, _config(project["label_config"]))
        self._project = project

    @property
    def told(self) -> str:
        """In words."""
        title, tasks = self._project.get("title"), self._project.get("task_number")
        keys = [self.settings.hints.image_key] if self.settings.hints.image_key else self._images()
        image = f"the image of a task is {', '.join(f'${key}' for key in keys)}" if keys else "no image is configured"
        shown = f"{self.settings.hints.name} {str(title)[:100]!r}"
        return f"{shown} with {tasks if type(tasks) is int else '?'} tasks; {image}"

    def _images(self) -> list[str]:
        config = self.settings.config
        return [] if config is None else sorted(set(config.images.values()))


def _config(text: Any) -> LabelConfig | None:
    """None for a project without a configuration that can be read: then the tasks say themselves what they hold."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        return label_config(document(io.BytesIO(text.encode("utf-8", "replace")), "label_config"))
    except BadFile:
        return None
