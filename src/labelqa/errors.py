"""Every error raised on purpose, in one tree.

    LabelqaError
    ├── BadInput 422            a value in a request or a call is wrong
    │   ├── BadFile             a file cannot be read: names file, place and value
    │   └── Degenerate          a shape is written well and encloses nothing: HTTP refuses it, files leave it out
    ├── MalformedBody 400       not JSON in UTF-8, or a header that is none
    ├── MissingKey 401          no key, or one that is void
    ├── Forbidden 403           the key lacks a scope
    │   └── ForeignPage         another site's page may have sent it
    ├── NotFound 404            no such project, image, annotation, import, key: or not for this key
    │   └── PictureUnknown      the image is there, its picture is not, or cannot be shown: says why
    ├── Stalled 408             the body of a request comes too slowly
    ├── Conflict 409            exists already, or still running
    ├── StaleRevision 412       judged or replaced a revision that is no longer current
    ├── TooLarge 413
    ├── UnsupportedMedia 415
    ├── NoSuchRange 416         beyond the end of a file
    ├── TooManyRequests 429
    ├── SourceFailed 502        a labelling tool that is asked for labels did not answer as it should
    ├── Busy 503                more requests wait than the server takes on
    ├── StoreUnavailable 503    the database cannot be reached or is busy
    │   └── TookTooLong         a read was ended because its time was over
    └── StoreFull 507           the disk of the database is full

Each class carries its HTTP `status`, a problem `slug` and `title` (RFC 9457) and the command line's `exit_code`
(2: the call is wrong, 3: the data is wrong, 4: server or store cannot be reached). Messages name the thing and its
value and say what to do.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import ClassVar

SHOWN = 200
"""Characters of a user's value that a message quotes."""
NAMED = 10
"""Names that one message lists."""
LISTED = 100
"""Problems that one answer lists."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a JSON pointer (or a place in a file) and what is wrong there."""

    pointer: str
    detail: str


def quoted(value: object) -> str:
    """A user's value for a message: shortened, printable, always encodable.

    >>> quoted("a" * 300) == "'" + "a" * 199 + "…"
    True
    >>> quoted("\\ud800")
    "'\\\\ud800'"
    """
    text = repr(value if not isinstance(value, str) else value[: SHOWN + 1])
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def listed(names: Collection[str]) -> str:
    """The first ten of some names for a message, in order, and how many more there are.

    >>> listed({"b", "a"}), listed([f"{n:02}" for n in range(12)])[-22:]
    ("'a', 'b'", " '08', '09' and 2 more")
    """
    shown = ", ".join(quoted(name) for name in nsmallest(NAMED, names))
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED:,} more"


class LabelqaError(Exception):
    """Root of the tree."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    exit_code: ClassVar[int] = 4

    def __init__(self, detail: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems[:LISTED])


class BadInput(LabelqaError):
    """A value is wrong; `problems` name each."""

    status, slug, title, exit_code = 422, "bad-input", "The input is not valid", 3


class BadFile(BadInput):
    """A file cannot be read as labels; the detail names file, place and value."""

    slug, title = "bad-file", "The file cannot be read"


class Degenerate(BadInput):
    """A shape without area; `reason` names its sort, in words that can be counted."""

    slug, title = "degenerate-shape", "A shape has no area"
    reason = "degenerate shape"

    @classmethod
    def of(cls, sort: str, problem: Problem) -> "Degenerate":
        """That of one shape of a sort, for example a polygon."""
        found = cls(problem.detail, [problem])
        found.reason = f"degenerate {sort}"
        return found


class BadCall(BadInput):
    """The command was called wrongly."""

    slug, title, exit_code = "bad-call", "The call is not valid", 2


class MalformedBody(LabelqaError):
    """The body is no JSON in UTF-8, or a header is not what it must be."""

    status, slug, title, exit_code = 400, "malformed-request", "The request cannot be read", 3


class MissingKey(LabelqaError):
    """No valid key came with the request."""

    status, slug, title, exit_code = 401, "missing-key", "A valid key is needed", 2


class Forbidden(LabelqaError):
    """The key lacks the scope for this."""

    status, slug, title, exit_code = 403, "forbidden", "The key does not allow this", 2


class ForeignPage(Forbidden):
    """A browser sends a session, and nothing shows that a page of our own asks for it."""

    slug, title = "foreign-page", "This page may not do this"


class NotFound(LabelqaError):
    """There is no such thing, or it is not for this key: the answer is the same."""

    status, slug, title, exit_code = 404, "not-found", "Not found", 2


class PictureUnknown(NotFound):
    """There is no picture of the image that can be shown; the detail says why."""

    slug, title = "picture-unknown", "There is no picture to show"


class Conflict(LabelqaError):
    """It exists already, or the same request is still running."""

    status, slug, title, exit_code = 409, "conflict", "In conflict with what is stored", 2


class StaleRevision(LabelqaError):
    """The revision meant is not the current one; nothing was stored."""

    status, slug, title, exit_code = 412, "stale-revision", "Not the current revision", 3


class TooLarge(LabelqaError):
    """Larger than the limit for its kind."""

    status, slug, title, exit_code = 413, "too-large", "Too large", 3


class UnsupportedMedia(LabelqaError):
    """A content type or encoding that is not taken."""

    status, slug, title, exit_code = 415, "unsupported-media-type", "Not a supported content type", 2


class NoSuchRange(LabelqaError):
    """A range that lies beyond the end of a file of `size` bytes."""

    status, slug, title, exit_code = 416, "range-not-satisfiable", "There is no such range", 2

    def __init__(self, detail: str, problems: Sequence[Problem] = (), size: int = 0) -> None:
        super().__init__(detail, problems)
        self.size = size


class TooManyRequests(LabelqaError):
    """Slow down; the answer says for how long."""

    status, slug, title = 429, "too-many-requests", "Too many requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class SourceFailed(LabelqaError):
    """A labelling tool did not answer as it should; nothing of what it said is passed on.

    `answered`: the HTTP status it gave, None when there was no answer. `wait_ms`: how long it asks to wait. `refused`:
    its address may not be asked.
    """

    status, slug, title = 502, "source-failed", "The labelling tool did not answer as it should"

    def __init__(
        self,
        detail: str,
        problems: Sequence[Problem] = (),
        *,
        answered: int | None = None,
        wait_ms: int | None = None,
        refused: bool = False,
    ) -> None:
        super().__init__(detail, problems)
        self.answered, self.wait_ms, self.refused = answered, wait_ms, refused

    @property
    def lasting(self) -> bool:
        """True when asking again would not help: the key is void or may not do this, or its address is refused."""
        return self.refused or self.answered in (400, 401, 403, 405, 410, 422)

    @property
    def missing(self) -> bool:
        """True when what was asked for is not there (any more)."""
        return self.answered == 404


class StoreUnavailable(LabelqaError):
    """The database cannot be reached, is locked, or is of another version."""

    status, slug, title = 503, "store-unavailable", "The database cannot be reached"


class TookTooLong(StoreUnavailable):
    """A read was ended because its time was over."""

    slug, title = "took-too-long", "The answer took too long"


class Unreadable(LabelqaError):
    """What is sealed was sealed with another server secret, or was changed."""

    status, slug, title = 503, "unreadable-secret", "A stored secret cannot be read"


class Busy(LabelqaError):
    """More requests wait than the server takes on; nothing was done."""

    status, slug, title = 503, "busy", "The server is busy"


class Stalled(LabelqaError):
    """The body comes too slowly, or not at all."""

    status, slug, title, exit_code = 408, "request-timeout", "The request took too long to arrive", 3


class StoreFull(LabelqaError):
    """The disk under the database is full; reads go on."""

    status, slug, title = 507, "store-full", "The disk is full"


def every_error(root: type[LabelqaError] = LabelqaError) -> Iterator[type[LabelqaError]]:
    """All classes of the tree but its root, each before those below it: the first of a status is its plainest.

    >>> next(kind.__name__ for kind in every_error() if kind.status == 422)
    'BadInput'
    """
    for kind in root.__subclasses__():
        yield kind
        yield from every_error(kind)
