"""Which image an entry of a CVAT file is of: a file name is no key, since tasks and subsets of a project repeat it."""

import re
from collections import defaultdict
from collections.abc import Iterable

from labelqa.errors import quoted
from labelqa.formats import values
from labelqa.formats.format import Hints
from labelqa.formats.ids import shortened
from labelqa.formats.values import wrong
from labelqa.xmlio import Element

Home = tuple[str, str]
"""Task and subset of an image, "" where it names none."""
_FRAME = re.compile(r"frame_\d{6,}", re.ASCII)


class Identities:
    """The ids of a file's images. `renamed` counts those whose name alone would have been no key."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._first: dict[str, Home] = {}
        self._homes: dict[str, set[Home]] = defaultdict(set)
        self._taken: dict[str, tuple[str, Home]] = {}
        self.renamed = 0

    def learn(self, elements: Iterable[Element]) -> None:
        """Takes note of names that several tasks or subsets share; stops at once where images name neither."""
        for element in elements:
            if element.tag not in ("image", "track"):
                continue
            if not any(home(element)):
                return
            if element.tag == "image":
                self.note(element.get("name") or "", home(element))

    def note(self, name: str, at: Home) -> None:
        """Takes note of one name."""
        name = _alike(name)
        if self._first.setdefault(name, at) != at:
            self._homes[name] |= {self._first[name], at}

    def of(self, name: str, at: Home, frame: str, task: str) -> str | None:
        """The id of an image; None when it was given out before. `task`: of the whole file, where it has one."""
        found = values.text(self._part(name, at, frame, at[0] or task), "/@name")
        own = name, at
        if found not in self._taken:
            self._taken[found] = own
            self.renamed += found != name and _alike(name) in self._homes
            return found
        if self._taken[found] != own:
            text = f"{quoted(self._taken[found][0])} and {quoted(name)} would both be image {quoted(found)}"
            raise wrong("/@name", f"{text}; take other ids with --image-id")
        return None

    def _part(self, name: str, at: Home, frame: str, task: str) -> str:
        match self._hints.image_id:
            case "path":
                return self._told_apart(name, at)
            case "id":
                return frame
            case "task":
                if not task:
                    raise wrong("/@task_id", "is missing: this export names no task; take other ids with --image-id")
                return f"{task}/{name}"
        return shortened(name, self._hints.image_id)

    def _told_apart(self, name: str, at: Home) -> str:
        """The name, with its subset before it, else its task, else both, where others have the same."""
        homes = self._homes.get(_alike(name))
        if homes is None:
            return name
        task, subset = at
        if len({s for _, s in homes}) == len(homes) and subset:
            return f"{subset}/{name}"
        if len({t for t, _ in homes}) == len(homes) and task:
            return f"{task}/{name}"
        return "/".join(filter(None, (task, subset, name)))


def is_frame(name: str) -> bool:
    """True for the name that CVAT gives to a frame of any video."""
    return _FRAME.fullmatch(name) is not None


def _alike(name: str) -> str:
    """One name for the frames of all videos: where two have one, every frame needs its video before it."""
    return "frame_" if is_frame(name) else name


def home(element: Element) -> Home:
    """Task and subset that an image or a track names."""
    return element.get("task_id") or "", element.get("subset") or ""
