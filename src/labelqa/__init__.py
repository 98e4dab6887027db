"""labelqa: annotation quality assurance for computer-vision labelling teams.

For programs and notebooks: `labelqa.Client(url, key)` asks a server, `labelqa.compare(a, b)` compares two arrays of
boxes, `labelqa.frame(rows)` makes a data frame of an answer's rows, `labelqa.every(method)` reads all pages of a list,
`labelqa.errors` is what they raise.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelqa import errors
    from labelqa.client.boxes import compare
    from labelqa.client.client import Client
    from labelqa.client.frames import frame
    from labelqa.client.pages import every

__version__ = "0.1.0"
__all__ = ["Client", "compare", "errors", "every", "frame"]
_WHERE = {"Client": "client", "compare": "boxes", "every": "pages", "frame": "frames"}


def __getattr__(name: str) -> Any:
    """What notebooks use is loaded when it is first asked for: the command line starts without it."""
    if name in _WHERE:
        return getattr(import_module(f"labelqa.client.{_WHERE[name]}"), name)
    if name == "errors":
        return import_module("labelqa.errors")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What a notebook completes: also what is not loaded yet."""
    return sorted({*globals(), *__all__})
