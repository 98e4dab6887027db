"""Lists that come in pages, read to their end."""

from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, Protocol, TypeVar


class Page(Protocol):
    """An answer that says where the next page begins."""

    @property
    def next(self) -> str | None:
        """The cursor of the page after this one, None on the last."""
        ...


P = ParamSpec("P")
T = TypeVar("T", bound=Page)


def every(method: Callable[P, T], *asked: P.args, **more: P.kwargs) -> Iterator[T]:
    """All pages of a list, one after the other: `for page in every(site.images, flag="outlier"): ...`.

    `method` is a method of the client that takes a `cursor`.
    """
    cursor: str | None = None
    while True:
        keywords: dict[str, Any] = {**more, "cursor": cursor}
        page = method(*asked, **keywords)
        yield page
        cursor = page.next
        if cursor is None:
            return
