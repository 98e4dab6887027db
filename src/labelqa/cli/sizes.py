"""Sizes of images that the caller of a command names: a table of them, or a folder of the pictures themselves."""

from functools import lru_cache
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.formats.detection import is_picture
from labelqa.formats.format import Size
from labelqa.formats.sizes import Table, measured, parse, stem
from labelqa.paths import files_below, inside, open_binary, shown


class Pictures:
    """The pictures below a folder; only headers are read, each when it is asked for."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise BadCall(f"--images {shown(root)}: there is no such folder; check the name")
        self._root = root
        self.names = sorted(name for name, _ in files_below(root, []) if is_picture(name))
        self._paths = frozenset(self.names)
        self._by_stem: dict[str, str | None] = {}
        for name in self.names:
            self._by_stem[stem(name)] = None if stem(name) in self._by_stem else name

    def __call__(self, image_id: str) -> Size | None:
        """The size of the picture of this path; else of the only one whose file has this name."""
        name = image_id if image_id in self._paths else self._by_stem.get(stem(image_id))
        return None if name is None else self.size(name)

    @lru_cache(100_000)  # noqa: B019  (one folder in the life of a command)
    def size(self, name: str) -> Size | None:
        """The size of one of them, None for a file that is no picture but for its name."""
        with open_binary(inside(self._root, name)) as stream:
            return measured(stream)


class Known:
    """What the options `--sizes` and `--images` know; the table is asked first."""

    def __init__(self, table: Path | None = None, folder: Path | None = None) -> None:
        self._table = Table({}) if table is None else parse(open_binary(table), shown(table))
        self._pictures = None if folder is None else Pictures(folder)

    def __call__(self, image_id: str) -> Size | None:
        """The size of an image of this id."""
        found = self._table(image_id)
        return found if found is not None or self._pictures is None else self._pictures(image_id)

    def all(self) -> dict[str, Size]:
        """Every size, to be sent with labels to a server."""
        pictures = self._pictures
        measured = {} if pictures is None else {name: pictures.size(name) for name in pictures.names}
        return {name: size for name, size in measured.items() if size is not None} | dict(self._table.sizes)
