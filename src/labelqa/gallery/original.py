"""A picture as it was given, wherever that is."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Original:
    """The file of a picture; `state` is another one whenever its bytes are."""

    path: Path
    state: str
