"""Every refusal as `application/problem+json` (RFC 9457): what is wrong, where, and the id of the request."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import Response

from labelqa.errors import LISTED, LabelqaError, NoSuchRange, Problem, TooManyRequests, quoted
from labelqa.formats.values import escaped, shown

MEDIA = "application/problem+json"
MOST = 60 * 1024
"""Bytes of problems that one answer names; the rest of it needs few."""
RETRY_SECONDS = 1
"""When to try again after the database could not be reached."""
_ROUTER = {
    404: ("not-found", "Not found", "there is nothing at this address; see /docs"),
    405: ("method-not-allowed", "Method not allowed", "this address does not take this method; see Allow"),
}


def install(app: FastAPI) -> None:
    """Answers our own errors, invalid parameters, and what the router refuses."""
    app.add_exception_handler(LabelqaError, _ours)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(HTTPException, _router)


def problem(
    status: int,
    slug: str,
    title: str,
    detail: str,
    request_id: str,
    *,
    errors: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One refusal."""
    content = {
        "type": f"urn:labelqa:problem:{slug}",
        "title": title,
        "status": status,
        "detail": _encodable(detail),
        "instance": request_id,
        "errors": list(_within(errors)),
    }
    return Response(orjson.dumps(content), status, dict(headers or {}), MEDIA)


def refusal(error: LabelqaError, request_id: str) -> Response:
    """The answer to one of our errors, with what its status asks for."""
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, NoSuchRange):
        headers["Content-Range"] = f"bytes */{error.size}"
    elif isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    elif error.status in (503, 507):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return problem(
        error.status, error.slug, error.title, error.detail, request_id, errors=error.problems, headers=headers
    )


def request_id_of(request: Request) -> str:
    """The id that the frame gave this request."""
    return str(request.scope["state"]["request_id"])


def problems_of(errors: Sequence[ErrorDetails], prefix: str = "") -> list[Problem]:
    """What pydantic found wrong, with JSON pointers (RFC 6901) below `prefix`, in our words."""
    return [Problem(_pointer(error, prefix), _detail(error)) for error in errors]


def _pointer(error: ErrorDetails, prefix: str) -> str:
    further = str((error.get("ctx") or {}).get("pointer", ""))
    return prefix + "".join(f"/{escaped(str(part))}" for part in error["loc"]) + further


def _detail(error: ErrorDetails) -> str:
    given = error["input"]
    match error["type"]:
        case "value":
            return error["msg"]
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"{quoted(error['loc'][-1])} is not known here"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown(given)} is not an object"
        case "list_type":
            return f"{shown(given)} is not a list"
        case "bool_type":
            return f"{shown(given)} is neither true nor false"
        case _:
            return f"{shown(given)}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _within(errors: Sequence[Problem]) -> Iterator[dict[str, str]]:
    """As many as one answer lists."""
    size = 0
    for error in errors[:LISTED]:
        row = {"pointer": _encodable(error.pointer), "detail": _encodable(error.detail)}
        size += len(orjson.dumps(row))
        if size > MOST:
            return
        yield row


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


async def _ours(request: Request, error: Any) -> Response:
    return refusal(error, request_id_of(request))


async def _parameters(request: Request, error: Any) -> Response:
    errors = [{**found, "loc": tuple(found["loc"])[1:]} for found in error.errors()]
    problems = problems_of(errors)  # type: ignore[arg-type]
    detail = "; ".join(f"parameter {p.pointer[1:]}: {p.detail}" for p in problems[:3])
    return problem(422, "bad-input", "The input is not valid", detail, request_id_of(request), errors=problems)


async def _router(request: Request, error: Any) -> Response:
    slug, title, detail = _ROUTER.get(error.status_code, ("refused", "Refused", str(error.detail)))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request)) or headers.get("Allow", "")
    return problem(error.status_code, slug, title, detail, request_id_of(request), headers=headers)


def _allowed(request: Request) -> list[str]:
    """Methods that any route takes at this address; the router names those of the first alone."""
    routes = request.app.state.routes
    found = {m for route in routes if route.path_regex.match(request.url.path) for m in route.methods}
    return sorted(found)
