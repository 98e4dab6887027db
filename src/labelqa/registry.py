"""One way to plug something in: drop a file in a folder, decorate one function.

Other packages plug in through the entry-point group named like the folder (`labelqa.metrics`, `labelqa.rules`,
`labelqa.formats`, `labelqa.reports`). One that fails to load is reported and left out; a file of our own that
fails stops the start, loudly.
"""

import importlib
import logging
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from threading import RLock
from typing import Generic, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
FAULTS = (
    ImportError, SyntaxError, AttributeError, NameError, TypeError, ValueError, LookupError, ArithmeticError,
    AssertionError, OSError, RuntimeError,
)  # fmt: skip
"""What loading a plug-in may end in."""


class Registry(Generic[T]):
    """Named things found in one folder, in the order of their names.

    >>> colours = Registry[int]("labelqa.kernel")
    >>> colours.add("red", 1)
    >>> colours["red"], list(colours)
    (1, ['red'])
    >>> colours.add("red", 2)
    Traceback (most recent call last):
    ValueError: 'red' is already registered in labelqa.kernel
    """

    def __init__(self, package: str) -> None:
        self.package = package
        self._items: dict[str, T] = {}
        self._loaded = self._loading = False
        self._lock = RLock()

    def add(self, name: str, item: T) -> None:
        """Registers `item`; a second one of the same name raises ValueError."""
        if name in self._items:
            raise ValueError(f"{name!r} is already registered in {self.package}")
        self._items[name] = item

    def load(self) -> "Registry[T]":
        """Imports every module of the folder, then the plug-ins of other packages, once.

        Other threads wait until all are there. A module that looks while it is itself being loaded finds what is there.
        """
        if not self._loaded:
            with self._lock:
                self._load_once()
        return self

    def _load_once(self) -> None:
        """Nothing where another thread was first, or where the loading itself asks."""
        if self._loaded or self._loading:
            return
        self._loading = True
        try:
            self._import_all()
            self._loaded = True
        finally:
            self._loading = False

    def _import_all(self) -> None:
        module = importlib.import_module(self.package)
        for info in pkgutil.iter_modules(module.__path__):
            importlib.import_module(f"{self.package}.{info.name}")
        self._load_foreign()

    def _load_foreign(self) -> None:
        for point in entry_points(group=self.package):
            try:
                point.load()
            except FAULTS as error:  # it is no code of ours, and the server does without it
                log.warning("plug-in %s of %s left out: %s", point.name, self.package, error)

    def __getitem__(self, name: str) -> T:
        return self.load()._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self.load()._items

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.load()._items))

    def items(self) -> list[tuple[str, T]]:
        """(name, item) in the order of the names."""
        return [(name, self[name]) for name in self]
