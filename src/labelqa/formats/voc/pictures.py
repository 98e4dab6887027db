"""The pictures beside VOC's XML files: they name the image and know its size."""

from collections import defaultdict
from pathlib import PurePosixPath

from labelqa.archives import Tree
from labelqa.formats import sizes
from labelqa.formats.detection import is_picture
from labelqa.formats.format import Size

_MASKS = frozenset(("SegmentationClass", "SegmentationObject"))
"""Folders of pictures that are labels themselves."""


class Pictures:
    """Pictures of a tree, or that a table of sizes names in their place, by the stem of their name.

    `masks`: how many are masks; `unused`: those of no XML file yet.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._by_stem: dict[str, list[PurePosixPath]] = defaultdict(list)
        self.masks = 0
        self.unused: set[str] = set()
        self._listed = sizes.of_tree(tree)
        self._own = {e.name for e in tree.entries if is_picture(e.name)}
        for name in sorted(self._own | self._listed.pictures):
            path = PurePosixPath(name)
            masks = not _MASKS.isdisjoint(path.parts)
            self.masks += masks
            if not masks:
                self._by_stem[path.stem].append(path)
                self.unused.add(name)

    def beside(self, file: str) -> PurePosixPath | None:
        """The picture of an XML file: of its stem, nearest to it; None when there is none, or two are as near."""
        path = PurePosixPath(file)
        found = sorted(self._by_stem.get(path.stem, ()), key=lambda picture: -_shared(picture, path))
        if not found or (len(found) > 1 and _shared(found[0], path) == _shared(found[1], path)):
            return None
        self.unused.discard(str(found[0]))
        return found[0]

    def size(self, picture: PurePosixPath) -> Size | None:
        """Its width and height."""
        return sizes.of_picture(self._tree, str(picture)) if str(picture) in self._own else self._listed(str(picture))


def _shared(first: PurePosixPath, second: PurePosixPath) -> int:
    """How many folders two paths have in common, from the top."""
    parts = zip(first.parts[:-1], second.parts[:-1], strict=False)
    return next((depth for depth, (a, b) in enumerate(parts) if a != b), min(len(first.parts), len(second.parts)) - 1)
