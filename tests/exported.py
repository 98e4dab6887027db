"""Exports as tests make them, and what holds for each."""

from io import BytesIO

from labelqa.export import Manifest, Query, write
from labelqa.model import Object
from labelqa.store import Store, projects

COUNTED = ("images", "annotations", "objects", "image_labels")


def exported(store: Store, project_id: str, query: Query) -> tuple[Manifest, bytes]:
    out = BytesIO()
    with store.read() as connection:
        manifest = write(connection, projects.get(connection, project_id), query, out)
    return manifest, out.getvalue()


def at(x: float, name: str = "car") -> Object:
    return Object(name, x, 0.0, 10.0, 10.0)


def adds_up(manifest: Manifest) -> None:
    """Whatever is in the project was taken, or left out for a reason that is counted."""
    gone = (manifest.left_out_images, manifest.left_out, manifest.left_out_objects, manifest.left_out_labels)
    for name, reasons in zip(COUNTED, gone, strict=True):
        assert getattr(manifest.taken, name) + sum(reasons.values()) == getattr(manifest.project, name), name
    assert all(count > 0 for reasons in gone for count in reasons.values())
    if manifest.filters.get("labels") != "consensus":
        assert [getattr(manifest, name) for name in COUNTED] == [getattr(manifest.taken, name) for name in COUNTED]
