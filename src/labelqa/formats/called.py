"""What people call an annotator whose id says little: for display beside the id."""

from collections.abc import Iterable, Iterator

from labelqa.model import Called, Item

LONGEST = 100
"""Most characters of a name for display."""


def called(annotator_id: str, *names: object) -> Iterator[Called]:
    """The annotator by the first of some names that shows anything; none where that is the id itself.

    A name is no data: one that is no text is passed over, and what cannot be printed is left out of it.

    >>> list(called("7", None, " ", "Ana Bell\\x00")), list(called("ana", "ana"))
    ([Called(annotator_id='7', name='Ana Bell')], [])
    """
    shown = ("".join(c for c in name if c.isprintable()).strip()[:LONGEST] for name in names if type(name) is str)
    found = next(filter(None, shown), annotator_id)
    if found != annotator_id:
        yield Called(annotator_id, found)


def once(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a file in which every annotator is called something once: as they first are."""
    known = set[str]()
    for item in items:
        if isinstance(item, Called):
            if item.annotator_id in known:
                continue
            known.add(item.annotator_id)
        yield item
