"""What people call an annotator stands beside the id in reports, and changes nothing else."""

from labelqa.ingest import write_annotations
from labelqa.model import Annotation, Called
from labelqa.reports.annotators import annotators
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, fresh


def told(store: Store, project_id: str, *called: Called) -> tuple[int, dict[str, str | None]]:
    """Writes one annotation with these names; the revision after it, and the names that are shown."""
    with store.write() as connection:
        project = projects.get(connection, project_id)
        given = [Annotation("1.jpg", "7", "person", START, ())]
        revision = write_annotations(connection, project, given, now=NOW, called=called).revision
        rows = annotators(connection, projects.get(connection, project_id)).annotators
    return revision, {row.annotator_id: row.name for row in rows}


def test_a_name_is_shown_beside_the_id_and_the_newest_counts(store: Store) -> None:
    site = fresh(store)
    first, shown = told(store, site)
    assert shown == {"7": None}
    second, shown = told(store, site, Called("7", "Ana"), Called("nobody", "Bo"))
    assert (shown, second) == ({"7": "Ana"}, first + 1)
    assert told(store, site, Called("7", "Ana")) == (second, {"7": "Ana"})
    assert told(store, site, Called("7", "Ana M.")) == (second + 1, {"7": "Ana M."})
