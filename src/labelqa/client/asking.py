"""What every part of the client does: ask below one path, and take the answer apart."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

from labelqa.client.decoding import decoded
from labelqa.egress import Server

T = TypeVar("T")


class Asking:
    """A path of a server. Every method raises the errors of `labelqa.errors`, as the server meant them."""

    def __init__(self, server: Server, path: str) -> None:
        self._server, self._path = server, path

    def _get(self, kind: type[T], path: str, /, **asked: Any) -> T:
        return decoded(kind, self._server.get(self._path + path, query(asked)).value)

    def _post(self, kind: type[T], path: str, /, value: Any = None, *, headers: Mapping[str, str] | None = None) -> T:
        return decoded(kind, self._server.post(self._path + path, value, headers=headers).value)

    def _patch(self, kind: type[T], path: str, /, value: Mapping[str, Any]) -> T:
        return decoded(kind, self._server.patch(self._path + path, value).value)

    def _delete(self, kind: type[T], path: str, /, **asked: Any) -> T:
        return decoded(kind, self._server.delete(self._path + path, query(asked)).value)

    def _remove(self, path: str, /, **asked: Any) -> None:
        self._server.delete(self._path + path, query(asked))


def query(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters under the names of the API, days as it writes them.

    >>> query({"class_": "car", "since": date(2026, 11, 2)})
    {'class': 'car', 'since': '2026-11-02'}
    """
    return {k.rstrip("_"): v.isoformat() if isinstance(v, date) else v for k, v in asked.items()}


def part(name: str) -> str:
    """An id as one part of a path.

    >>> part("cam1/7.jpg")
    'cam1%2F7.jpg'
    """
    return quote(name, safe="")


def given(**values: Any) -> dict[str, Any]:
    """The body of a request: what was given."""
    return {k.rstrip("_"): v for k, v in values.items() if v is not None}


def under(key: str | None) -> dict[str, str]:
    """The header that names a request, so that it is done once however often it is sent."""
    return {} if key is None else {"Idempotency-Key": key}
