"""A labelqa server that the user of the command line, or of the Python client, named.

A key goes to that server only: redirects are not followed.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, BinaryIO, NoReturn, Self

import httpx2
import orjson

from labelqa.egress.answer import Answer, ServerAnswer
from labelqa.errors import BadCall, LabelqaError, Problem, StoreUnavailable, TooManyRequests, every_error, quoted

TIMEOUT = httpx2.Timeout(60.0, connect=10.0)
"""Seconds for an answer, and for reaching the server at all."""
PIECE = 1 << 18
"""Bytes sent or taken at once."""
STREAM = "text/event-stream"
_JSON = {"Content-Type": "application/json"}
Query = Mapping[str, str | int | float | bool | Sequence[str] | None]
Begun = Callable[[Mapping[str, str]], None]
"""Told the headers of a download before its bytes are written."""


class Server:
    """A labelqa server and the key to it.

    Every method raises the error that the server meant, with the same exit code as if it had happened here, and
    StoreUnavailable when the server cannot be reached. `transport` stands in for the network in tests.
    """

    def __init__(self, url: str, key: str, *, transport: httpx2.BaseTransport | None = None) -> None:
        self.url = url.rstrip("/")
        try:
            parsed = httpx2.URL(self.url)
        except httpx2.InvalidURL:
            raise BadCall(f"server {quoted(url)} is no address; write one like http://127.0.0.1:8000") from None
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise BadCall(f"server {quoted(url)} is no address; write one like http://127.0.0.1:8000")
        if not (key.isascii() and key.isprintable()):
            raise BadCall("the key holds characters that no key has; copy it again")
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._client = httpx2.Client(base_url=self.url, headers=headers, timeout=TIMEOUT, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, path: str, query: Query | None = None, *, accept: str = "application/json") -> Answer:
        """Asks for something."""
        return self._send("GET", path, params=texts(query), headers={"Accept": accept})

    def post(self, path: str, value: Any, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Sends a value as JSON."""
        return self._send("POST", path, content=orjson.dumps(value), headers={**_JSON, **(headers or {})})

    def patch(self, path: str, value: Any) -> Answer:
        """Sends changes as JSON."""
        return self._send("PATCH", path, content=orjson.dumps(value), headers=_JSON)

    def delete(self, path: str, query: Query | None = None) -> Answer:
        """Removes something."""
        return self._send("DELETE", path, params=texts(query))

    def upload(self, path: str, query: Query, chunks: Iterator[bytes]) -> Answer:
        """Streams a file, so that its size does not matter here."""
        headers = {"Content-Type": "application/octet-stream"}
        return self._send("POST", path, params=texts(query), content=chunks, headers=headers)

    def download(
        self, path: str, query: Query, out: BinaryIO, *, tag: str | None = None, begun: Begun | None = None
    ) -> Mapping[str, str]:
        """Streams an answer into a file, and returns its headers.

        `tag`: that of an answer of which `out`, open for appending, holds the beginning. If it still stands, the rest
        is added; else, and without a tag, `out` is emptied and all of it comes. NoSuchRange where there is no rest.
        """
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if tag is not None:
            headers |= {"Range": f"bytes={out.seek(0, 2)}-", "If-Range": tag}
        with self._reaching(), self._client.stream("GET", path, params=texts(query), headers=headers) as response:
            if not response.is_success:
                response.read()
                _refused(response)
            if response.status_code != 206:
                out.truncate(0)
            if begun is not None:
                begun(response.headers)
            for chunk in response.iter_bytes():  # as they come: what is here stays, if the line breaks
                out.write(chunk)
            return dict(response.headers)

    def lines(self, path: str, query: Query, *, headers: Mapping[str, str]) -> Generator[str]:
        """Lines of an answer that goes on, as they come; StoreUnavailable when it is no stream of events."""
        asked = {"Accept": STREAM, "Accept-Encoding": "identity", **headers}
        with self._reaching(), self._client.stream("GET", path, params=texts(query), headers=asked) as response:
            if not response.is_success:
                response.read()
                _refused(response)
            if not response.headers.get("content-type", "").startswith(STREAM):
                raise StoreUnavailable("the answer is no stream of events; is there a labelqa server at that address?")
            yield from response.iter_lines()

    def _send(self, method: str, path: str, **rest: Any) -> Answer:
        with self._reaching():
            response = self._client.request(method, path, **rest)
        if not response.is_success:
            _refused(response)
        return ServerAnswer(response.status_code, dict(response.headers), response.content)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except httpx2.ConnectError:
            raise StoreUnavailable(
                f"{self.url} cannot be reached; is the server running, and the address right?"
            ) from None
        except httpx2.TimeoutException:
            raise StoreUnavailable(f"{self.url} did not answer in time; try again when it is less busy") from None
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise StoreUnavailable(
                f"{self.url}: the connection broke ({str(error) or type(error).__name__}); try again"
            ) from None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file in the pieces it is sent in."""
    while piece := file.read(PIECE):
        yield piece


def texts(query: Query | None) -> dict[str, str | list[str]]:
    """What was asked, as text; None asks nothing, and several values are asked one after the other."""
    return {k: _text(v) for k, v in (query or {}).items() if v is not None}


def _text(value: str | int | float | bool | Sequence[str]) -> str | list[str]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(response: httpx2.Response) -> NoReturn:
    """Raises the error that a server's problem document stands for."""
    try:
        problem = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        problem = None
    if not isinstance(problem, dict) or "title" not in problem:
        text = f"{response.url.copy_with(query=None)} answered {response.status_code}, not as a labelqa server does"
        raise StoreUnavailable(f"{text}; check the address")
    detail = str(problem.get("detail") or problem["title"])
    if response.status_code == TooManyRequests.status:
        wait = response.headers.get("Retry-After", "")
        raise TooManyRequests(detail, int(wait) if wait.isdecimal() else 60)
    raise _error_of(str(problem.get("type", "")), response.status_code)(detail, _named(problem.get("errors")))


def _named(errors: object) -> list[Problem]:
    """The problems that a document names; what is none, as another server may write it, is passed over."""
    rows = errors if isinstance(errors, list) else []
    return [Problem(str(e.get("pointer", "")), str(e.get("detail", ""))) for e in rows if isinstance(e, dict)]


def _error_of(kind: str, status: int) -> type[LabelqaError]:
    """The class of error a problem's type names, else one of its status."""
    slug = kind.rpartition(":")[2].rpartition("/")[2]
    named = [e for e in every_error() if e.slug == slug]
    return next((e for e in (*named, *every_error()) if e.status == status), LabelqaError)
