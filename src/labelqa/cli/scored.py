"""A folder of facts into a database: what `labelqa import --scored` does."""

from pathlib import Path
from typing import Any

from labelqa.cli import terminal
from labelqa.cli.local import Local
from labelqa.cli.progress import progress
from labelqa.clock import wall_clock
from labelqa.errors import BadCall, LabelqaError
from labelqa.model import MEASURED
from labelqa.settings import Settings
from labelqa.store import Store, open_store, projects
from labelqa.web.trail import note

MISSING = "facts are tables, which need pyarrow; install it with: pip install 'labelqa[parquet]'"


def scored_folder(project: str, root: Path, *, facts_only: bool, database: str | None, json: bool, quiet: bool) -> None:
    """Takes the folder in; a project that is not there yet is made with the settings that it was scored under."""
    try:
        from labelqa.cluster import loading, scored  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        raise BadCall(MISSING) from None
    terms = scored.open_scored(root).manifest.terms.as_json()
    settings = Settings.read(database=database)
    store = open_store(settings.database)
    try:
        place = Local(store, settings, wall_clock)
        created = not place.has_project(project)
        if created:
            place.create_project({"project_id": project, **{name: terms[name] for name in MEASURED}})
        with store.write() as connection:
            note(connection, "start_import", wall_clock(), project_id=project, after={"asked": {"scored": root.name}})
        try:
            with progress(quiet=quiet or json) as watch:
                found = loading.load(store, project, root, now=wall_clock(), facts_only=facts_only, progress=watch)
        except LabelqaError:
            if created and _is_empty(store, project):  # leave no empty project behind
                place.remove_project(project)
            raise
    finally:
        store.close()
    _show(found, project, json=json)


def _is_empty(store: Store, project: str) -> bool:
    with store.read() as connection:
        return projects.get(connection, project).revision == 0


def _show(found: Any, project: str, *, json: bool) -> None:
    told = {"images": found.images, "annotations": found.annotations, "revision": found.revision}
    if json:
        terminal.as_json({"project_id": project, **told})
        return
    images = ", ".join(f"{n:,} {what}" for what, n in found.images.items())
    print(f"images: {images}; annotations written: {found.annotations:,}; revision {found.revision}")
