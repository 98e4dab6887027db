"""A labelling tool in memory, that a pull asks as it would ask a real one; what goes wrong with it is planned."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labelqa.connectors import Fetched, Unit
from labelqa.connectors.connector import Finding, WrittenBack
from labelqa.model import Annotation, Image, Item, Object

DAY = 86_400_000


def drawn(x: float, class_name: str = "car") -> tuple[Object, ...]:
    return (Object(class_name, x, 20.0, 100.0, 50.0),)


def answer(image: str, who: str, x: float = 10.0, at: int = 1000, **more: Any) -> Annotation:
    return Annotation(image, who, "person", submitted_at=at, objects=drawn(x), place=f"task of {image}", **more)


@dataclass
class FakeTool:
    """Units with answers. `trouble(key)` is asked before a unit is fetched, and may raise; `fetched` keeps count."""

    units_: dict[str, tuple[str, tuple[Item, ...]]] = field(default_factory=dict)
    ticks: int = 0
    trouble: Callable[[str], None] = lambda key: None
    listing_trouble: Callable[[], None] = lambda: None
    fetched: list[str] = field(default_factory=list)
    listed: list[str | None] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)

    def put(self, key: str, *answers: Annotation) -> None:
        """A unit changes: its images come with their sizes."""
        self.ticks += 1
        images = [Image(name, 640, 480) for name in sorted({a.image_id for a in answers} or {f"{key}.jpg"})]
        self.units_[key] = f"{self.ticks:09}", (*images, *answers)

    def delete(self, key: str) -> None:
        """A unit is gone, and nothing says so but that it is not there."""
        del self.units_[key]

    def check(self) -> str:
        return f"{len(self.units_)} units"

    def units(self, mark: str | None) -> Iterator[Unit]:
        self.listed.append(mark)
        self.listing_trouble()
        found = sorted((version, key) for key, (version, _) in self.units_.items() if version >= (mark or ""))
        yield from (Unit(key, version) for version, key in found)

    def fetch(self, key: str, state: Mapping[str, Any]) -> Fetched | None:
        self.fetched.append(key)
        self.trouble(key)
        if key not in self.units_:
            return None
        version, items = self.units_[key]
        return Fetched(Unit(key, version), items, {"fetches": state.get("fetches", 0) + 1})

    def write_back(
        self, key: str, findings: Sequence[Finding], written: Mapping[str, Any], *, dry_run: bool
    ) -> WrittenBack | None:
        if key not in self.units_:
            return None
        wanted = {f.image_id: [f.priority, [flag.reason for flag in f.flags or ()]] for f in findings}
        changes = [name for name in wanted if self.columns.get(name) != wanted[name]]
        if not dry_run:
            self.columns |= wanted
        return WrittenBack(changes, wanted)
