"""How the API's document tells what texts may hold, and schemas that hang on what is registered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_CONTROLS = r"\u0000-\u001f\u007f-\u009f"
PRINTABLE = f"^[^{_CONTROLS}]*$"
"""Of a text of one line, for readers of the API: no control characters."""
PROSE = rf"^([^{_CONTROLS}]|[\n\r\t])*$"
"""Of texts people wrote: line breaks and tabs are fine."""
LINES = rf"^([^{_CONTROLS}]|\n)*[^{_CONTROLS}\s]([^{_CONTROLS}]|\n)*$"
"""Of notes: line breaks are fine, and something stands in them."""
IN_ADDRESS = rf"^(?!\.{{1,2}}$)[^/{_CONTROLS}]+$"
"""Of ids that are a part of a path."""


@dataclass(frozen=True, slots=True)
class Lately:
    """A schema that is asked for when the document is made, and not before: it needs what is registered."""

    schema: Callable[[], dict[str, Any]]

    def __get_pydantic_json_schema__(self, core: object, handler: object) -> dict[str, Any]:
        """The schema."""
        return self.schema()
