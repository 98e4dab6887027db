"""What belongs to a database and lies beside it: the server's secret, without which all keys are void, and pictures."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from labelqa.errors import BadCall
from labelqa.paths import (
    StrPath,
    check_empty,
    files_below,
    fill_folder,
    make_folder,
    make_private_folder,
    open_binary,
    put,
    remove,
    remove_folder,
    shown,
)
from labelqa.settings import Settings
from labelqa.store.copying import address_of, sqlite_file
from labelqa.web.picturing import picture_folder
from labelqa.web.secret import read_secret, secret_file, write_secret

KEPT = "kept/"
"""Where uploaded pictures lie in their folder; what else is there can be made anew."""
PIECE = 1024**2


@dataclass(frozen=True, slots=True)
class Belongings:
    """Whether the secret is there, and how many pictures."""

    secret: bool
    pictures: int


class Beside:
    """Where a database with these settings has its belongings, and where a backup of it has them."""

    def __init__(self, settings: Settings, backup: StrPath) -> None:
        self._given = bool(settings.secret)
        file = sqlite_file(settings.database)
        self._secret = secret_file(file)
        self._pictures = picture_folder(settings, file, address_of(settings.database))
        self._kept_secret = Path(f"{backup}.secret")
        self._kept_pictures = Path(f"{backup}.pictures")
        self._copies: list[Path] = []

    @contextmanager
    def with_the_database(self) -> Iterator[None]:
        """What is copied in a block goes again when it ends in an error: a second try finds its places free."""
        with ExitStack() as failed:
            failed.callback(self._take_back)
            yield
            failed.pop_all()

    def _take_back(self) -> None:
        for copy in self._copies:
            remove(copy)
            remove_folder(copy)

    def check_room(self) -> None:
        """BadCall when a backup could not be written because something is in its place."""
        if self._kept_secret.exists():
            raise BadCall(f"{shown(self._kept_secret)}: is there already; name a new file")
        check_empty(self._kept_pictures)

    def take(self, *, pictures: bool) -> Belongings:
        """Copies them beside the backup; the secret unless the settings hold it."""
        secret = not self._given and self._secret.is_file()
        if secret:
            self._copy_secret(self._secret, self._kept_secret)
        return Belongings(secret, self._copy_pictures(self._pictures, self._kept_pictures) if pictures else 0)

    def check_place(self) -> None:
        """BadCall when those of a backup would replace others."""
        if self._kept_pictures.is_dir():
            check_empty(self._pictures)
        if self._given or not self._kept_secret.is_file() or not self._secret.is_file():
            return
        if read_secret(self._secret) != read_secret(self._kept_secret):
            text = "is another secret than that of the backup; move it away, or name a database in another folder"
            raise BadCall(f"{shown(self._secret)}: {text}")

    def give(self) -> Belongings:
        """Copies those of the backup to where the database has them."""
        secret = not self._given and self._kept_secret.is_file()
        if secret and not self._secret.is_file():
            self._copy_secret(self._kept_secret, self._secret)
        return Belongings(secret, self._copy_pictures(self._kept_pictures, self._pictures))

    def _copy_secret(self, source: Path, target: Path) -> None:
        found = read_secret(source)
        self._copies.append(target)
        write_secret(target, found)

    def _copy_pictures(self, source: Path, target: Path) -> int:
        count = _copied(source, target)
        if count:
            self._copies.append(target)
        return count


def _copied(source: Path, target: Path) -> int:
    """Copies the uploaded pictures of a folder into a new one; how many."""
    names = [name for name, _ in files_below(source, []) if name.startswith(KEPT)] if source.is_dir() else []
    if not names:
        return 0
    make_folder(target)
    if target.is_dir():  # it stays, and what is copied moves into it
        make_private_folder(target)
    with fill_folder(target) as part:
        make_private_folder(part)
        return sum(_copy(source / name, part, name) for name in names)


def _copy(path: Path, folder: Path, name: str) -> int:
    """Copies one file; 0 when it was removed meanwhile, with the image that it showed."""
    try:
        with open_binary(path) as file:
            put(folder, name, _pieces(file))
    except BadCall:
        if path.exists():
            raise
        return 0
    return 1


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
