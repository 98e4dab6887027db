"""What a pull came to."""

from collections import Counter
from dataclasses import dataclass, field

from labelqa.sources import Summary


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: `hints`, `listing` or `reconciling`; how many units were looked at in this phase."""

    phase: str
    done: int


@dataclass(slots=True)
class Pulled:
    """The summary of one pull.

    `units`: how many were `written`, `unchanged` (known in this version), `older` than what is known, `withdrawn`
    (gone from the tool), `unreadable` (see `summary.places`) or `deferred` (could not be fetched now). `full`: all
    units were listed, so that deletions were found. Times in ms.
    """

    started_at: int
    ended_at: int = 0
    full: bool = False
    units: Counter[str] = field(default_factory=Counter)
    summary: Summary = field(default_factory=Summary)
