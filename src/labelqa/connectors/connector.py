"""What a labelling tool must be able to say, whichever it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from labelqa.egress.api import Api
from labelqa.model import Item
from labelqa.registry import Registry


@dataclass(frozen=True, slots=True)
class Unit:
    """What a tool's labels are fetched in: a task of Label Studio, a job of CVAT.

    `key` names it within the source; `version` changes with everything in it, and a later one compares as greater.
    """

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """All that a unit holds now. `state`: what the connector must remember of it until it is fetched again."""

    unit: Unit
    items: Sequence[Item]
    state: Mapping[str, Any] = field(default_factory=dict)


class Connector(Protocol):
    """One source of one tool. Everything may raise SourceFailed; what is missing on the other side is no error."""

    def check(self) -> str:
        """Asks for what it needs, and returns in words what it found; SourceFailed or BadInput when it cannot work."""
        ...

    def units(self, mark: str | None) -> Iterator[Unit]:
        """The units that changed since `mark`, oldest change first; all that exist when it is None.

        `mark` is the version of a unit that was listed before: those of this very version come again. One that changes
        while it is listed may come twice, or not at all: then it comes the next time.
        """
        ...

    def fetch(self, key: str, state: Mapping[str, Any]) -> Fetched | None:
        """A unit as it is now; None when it does not exist any more. `state`: what was remembered of it, or {}."""
        ...


@dataclass(frozen=True, slots=True)
class Flag:
    """Why an image should be looked at: a reason that can be filtered by, how grave it is, and in words."""

    reason: str
    severity: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be told of an image. `priority` (0..1) and `flags` are None where they are not asked for."""

    image_id: str
    priority: float | None = None
    flags: tuple[Flag, ...] | None = None


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """What writing back came to: each change in words, and what to remember of it (JSON; {}: nothing)."""

    changes: Sequence[str]
    written: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class WritesBack(Connector, Protocol):
    """A connector that can also tell its tool what was found, so that people see it where they label."""

    def write_back(
        self, key: str, findings: Sequence[Finding], written: Mapping[str, Any], *, dry_run: bool
    ) -> WrittenBack | None:
        """Makes a unit say what was found of its images, and changes only what differs; None when it is gone.

        `written`: what was remembered when this unit was written to before, or {}. `dry_run`: changes nothing and says
        what would change.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hint:
    """What a message of a tool says has changed: a unit, or with `key` "" the source as a whole."""

    key: str


def nowhere(address: str, options: Mapping[str, Any], key: str, state: Mapping[str, Any]) -> str | None:
    """The link of a tool that has no page of one unit."""
    return None


@dataclass(frozen=True, slots=True)
class Tool:
    """A kind of labelling tool.

    `connect` makes a connector of an API, an access token and checked options; `options` checks what of the tool is
    taken (BadInput names what is wrong). `genuine` says whether a message (headers in small letters, raw body) was
    made with the secret, in constant time; `hints` what a genuine message says ([]: nothing that matters here).
    `link` gives the address at which people find a unit in the tool, by the tool's own address without a slash at its
    end, the options, the unit's key and what is remembered of it ({}: nothing); None where that does not tell.
    """

    name: str
    doc: str
    options: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    connect: Callable[[Api, str, Mapping[str, Any]], Connector]
    genuine: Callable[[Mapping[str, str], bytes, str], bool]
    hints: Callable[[bytes, Mapping[str, Any]], list[Hint]]
    link: Callable[[str, Mapping[str, Any], str, Mapping[str, Any]], str | None] = nowhere


TOOLS: Registry[Tool] = Registry("labelqa.connectors")
"""Every tool by its name; a file or folder in `labelqa.connectors` adds one."""
