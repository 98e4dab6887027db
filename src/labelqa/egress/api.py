"""Asks the API of a labelling tool: guarded, bounded in time and size, and discreet about what it answers."""

import ssl
from collections.abc import Mapping
from urllib.parse import urlencode

import httpcore2
import orjson

from labelqa.egress.answer import Answer, ToolAnswer
from labelqa.egress.dialling import Deadline, Pinned
from labelqa.egress.guard import Destination, Guard, destination
from labelqa.egress.posting import AGENT, checked_against, not_connected, retry_after, url_of
from labelqa.errors import BadInput, Problem, SourceFailed

SECONDS = 60.0
"""For one answer, from the look-up to its last byte."""
MOST = 64 << 20
"""Largest answer, in bytes."""

Query = Mapping[str, str | int | None]


class Api:
    """One labelling tool. `base`: its address; `headers`: sent with each request, to that address alone.

    Every method raises SourceFailed for whatever goes wrong; `refused` where the guard refuses the address.
    """

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str],
        guard: Guard,
        *,
        now: int = 0,
        context: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
        most: int = MOST,
    ) -> None:
        self.base, self.headers = base.rstrip("/"), dict(headers)
        self._guard, self._now, self._context, self._seconds, self._most = guard, now, context, seconds, most

    def get(self, path: str, query: Query | None = None) -> Answer:
        """Asks for something below the address."""
        return self.send("GET", path, query=query)

    def send(self, method: str, path: str, *, query: Query | None = None, value: object = None) -> Answer:
        """Sends a request, with `value` as JSON when it is not None."""
        given = {k: v for k, v in (query or {}).items() if v is not None}
        deadline = Deadline(self._seconds)
        try:
            found = destination(f"{self.base}{path}" + (f"?{urlencode(given)}" if given else ""))
            network = Pinned(self._guard.resolve(found), deadline)
        except BadInput as error:
            raise SourceFailed(error.detail, refused=True) from None
        except OSError:
            raise SourceFailed(f"the name of {self.base} cannot be looked up") from None
        try:
            return self._asked(method, found, network, None if value is None else orjson.dumps(value))
        except httpcore2.TimeoutException:
            raise SourceFailed(f"{found.host} did not answer within {self._seconds:g} seconds") from None
        except httpcore2.ConnectError as error:
            raise SourceFailed(f"{found.host}: {not_connected(error)}") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            raise SourceFailed(f"{found.host}: the connection broke before the answer was complete") from None

    def _asked(self, method: str, found: Destination, network: Pinned, body: bytes | None) -> Answer:
        context = checked_against(found, self._context)
        headers = {"Host": found.authority, "User-Agent": AGENT, "Connection": "close", "Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        given = list({**headers, **self.headers}.items())
        with (
            httpcore2.ConnectionPool(network_backend=network, ssl_context=context) as pool,
            pool.stream(method, url_of(found), headers=given, content=body) as answer,
        ):
            named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            if not 200 <= answer.status < 300:
                raise self._refused(found, answer.status, named)
            return ToolAnswer(answer.status, named, self._body(found, answer))

    def _body(self, found: Destination, answer: httpcore2.Response) -> bytes:
        parts, size = [], 0
        for part in answer.iter_stream():
            size += len(part)
            if size > self._most:
                raise SourceFailed(f"{found.host} answered with more than {self._most >> 20} MiB")
            parts.append(part)
        return b"".join(parts)

    def _refused(self, found: Destination, status: int, headers: Mapping[str, str]) -> SourceFailed:
        path = found.target.partition("?")[0]
        text = f"{found.host} answered {status} for {path}"
        if 300 <= status < 400:
            text += ": redirects are not followed, give the address it leads to"
        wait = retry_after(headers.get("retry-after", "").encode(), self._now)
        return SourceFailed(text, answered=status, wait_ms=wait)


def checked(url: str, guard: Guard) -> str:
    """The address of a labelling tool, when it may be stored; BadInput says why not."""
    guard.check(url)
    if "?" in url:
        detail = "has a ? in it, which the address of a labelling tool has not"
        raise BadInput(f"it {detail}", [Problem("", detail)])
    return url.rstrip("/")
