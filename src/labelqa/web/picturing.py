"""From the operator's settings to the pictures of images."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from labelqa.clock import wall_clock
from labelqa.egress.guard import Guard, Resolver, entries
from labelqa.egress.lookup import look_up
from labelqa.errors import BadCall
from labelqa.gallery import Cabinet, Cache, Fetching, Folder, Gallery, Paint
from labelqa.paths import shown
from labelqa.settings import Settings
from labelqa.store import Store
from labelqa.store.copying import address_of


def gallery_of(
    settings: Settings,
    store: Store,
    *,
    clock: Callable[[], int] = wall_clock,
    resolver: Resolver = look_up,
    paint: Paint | None = None,
) -> Gallery:
    """The pictures of this database under these settings; BadCall for a setting that is none."""
    url = store.engine.url
    file = Path(str(url.database)) if store.sqlite and url.database not in (None, "", ":memory:") else None
    folder = picture_folder(settings, file, address_of(url.render_as_string()))
    hosts = entries(settings.picture_hosts, "LABELQA_PICTURE_HOSTS")
    guard = Guard(entries(settings.egress_allow), resolver=resolver)
    return Gallery(
        Cabinet(folder),
        Cache(folder / "cache", settings.picture_cache),
        most=settings.max_picture,
        folder=_folder(settings.picture_root),
        fetching=Fetching(guard, hosts, clock, settings.max_picture) if hosts else None,
        paint=paint,
    )


def _folder(root: str) -> Folder | None:
    if not root:
        return None
    if not Path(root).is_dir():
        raise BadCall(f"LABELQA_PICTURE_ROOT: {shown(root)} is no folder")
    return Folder(Path(root))


def picture_folder(settings: Settings, file: Path | None, address: str) -> Path:
    """Where the pictures of a database lie: no other database shares it, unless the operator makes them.

    `file`: that of a SQLite database; of others (None) the `address` tells which it is.
    """
    if settings.picture_folder:
        return Path(settings.picture_folder)
    if file is not None:
        return file.with_name(f"{file.name}.pictures")
    return user_data_path("labelqa") / "pictures" / sha256(address.encode()).hexdigest()[:16]
