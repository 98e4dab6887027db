"""The OpenAPI document: parameters from the routes, bodies and answers from their own classes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from labelqa import __version__
from labelqa.errors import (
    BadInput,
    Conflict,
    Forbidden,
    MalformedBody,
    MissingKey,
    NoSuchRange,
    NotFound,
    Problem,
    SourceFailed,
    StaleRevision,
    Stalled,
    StoreFull,
    StoreUnavailable,
    TooLarge,
    TooManyRequests,
    UnsupportedMedia,
)
from labelqa.web.auth import Guard, Open
from labelqa.web.cookie import HOST_NAME, NAME, SECURE_NAME
from labelqa.web.described import CSV, EVENTS, Description, description_of
from labelqa.web.frame import HEADERS_TOO_LONG, URL_TOO_LONG
from labelqa.web.origin import HEADER
from labelqa.web.told import PRINTABLE

ABOUT = """How good are the labels, who needs help, and what to look at next.

Send a key with every request below `/v1`, as `Authorization: Bearer lqa_...`; a browser may sign in instead and send
the cookie of its session. A project that the key may not see
answers as if it did not exist. Refusals are `application/problem+json` and name what is wrong by JSON pointers. A
figure that cannot be measured is null. Times are RFC 3339 in UTC, boxes are `[x, y, width, height]` in pixels, rates
and scores are 0 to 1, durations are seconds. Lists come in pages: `limit`, `cursor`, and `next` in the answer."""
HEADERS = {
    "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and request give the first answer again",
    "If-Match": 'for one review: the revision it judges, in quotes, as in "3"; `*` or nothing for any',
    "If-None-Match": "the `ETag` of an earlier answer: 304 as long as it holds",
    "If-Range": "the `ETag` of the part that is there: where it no longer holds, the whole comes instead of the range",
    "Last-Event-ID": "the `id` of the last message of an earlier stream: verdicts that came since are told too",
    "Range": "one part of the file, as in `bytes=1000-`: 206, or 416 beyond its end",
}
WRITTEN: Mapping[str, dict[str, Any]] = {
    "Idempotency-Key": {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "If-Match": {"pattern": r'^(\*|"[0-9]{1,10}")?$'},
}
"""How headers are written that are refused otherwise."""
REFUSALS = (
    MalformedBody, MissingKey, Forbidden, NotFound, Stalled, Conflict, StaleRevision, TooLarge, UnsupportedMedia,
    BadInput, NoSuchRange, TooManyRequests, SourceFailed, StoreUnavailable, StoreFull,
)  # fmt: skip
TITLES = {error.status: error.title for error in REFUSALS} | {414: URL_TOO_LONG, 431: HEADERS_TOO_LONG}
"""What each status says; the phrases of the standard library differ between versions of Python."""
KEY = {"type": "http", "scheme": "bearer", "bearerFormat": "lqa_ and 49 characters"}
SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": NAME,
    "description": (
        f"The session of a browser, from `POST /v1/session`; over TLS it is called `{HOST_NAME}`, and `{SECURE_NAME}` "
        f"below a path prefix. Writes need the header `{HEADER}: 1` too. A key in the same request counts instead."
    ),
}
_REF = "#/components/schemas/"
_PLACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """What was refused and why (RFC 9457). `instance` is the id of the request; `errors` names the first 100."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Problem]


def document(routes: Sequence[APIRoute], prefix: str = "") -> dict[str, Any]:
    """The whole document. `prefix`: the path below which a proxy offers the server."""
    found = get_openapi(
        title="labelqa", version=__version__, openapi_version="3.1.0", description=ABOUT, routes=list(routes)
    )
    if prefix:
        found["servers"] = [{"url": prefix}]
    schemas, named = _schemas(routes)
    for route in routes:
        for method in sorted(route.methods or ()) if route.include_in_schema else ():
            _complete(found["paths"][route.path_format][method.lower()], route, method, named)
    found["components"] = {
        "schemas": schemas,
        "securitySchemes": {"key": KEY, "session": SESSION},
    }
    return found


def _classes(routes: Sequence[APIRoute]) -> Iterator[tuple[type, Any]]:
    """The classes that are described, and which side of the wire they are on."""
    yield ProblemDetails, "serialization"
    for route in routes:
        description = description_of(route.endpoint)
        if description.answer is not None:
            yield description.answer, "serialization"
        if description.body is not None:
            yield description.body, "validation"


def _schemas(routes: Sequence[APIRoute]) -> tuple[dict[str, Any], dict[type, dict[str, str]]]:
    """(schemas by name, the reference to the schema of each class)."""
    described = dict.fromkeys(_classes(routes))
    inputs: list[tuple[type, Any, TypeAdapter[Any]]] = [(kind, mode, TypeAdapter(kind)) for kind, mode in described]
    references, shared = TypeAdapter.json_schemas(inputs, ref_template=f"{_REF}{{model}}")
    schemas = {name: _as_served(schema) for name, schema in shared["$defs"].items()}
    return dict(sorted(schemas.items())), {kind: dict(references[kind, mode]) for kind, mode, _ in inputs}


def _as_served(schema: Any) -> Any:
    """A schema with the names that are served: `class` for a field `class_`; without pydantic's titles."""
    if isinstance(schema, list):
        return [_as_served(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _as_served(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
    if isinstance(found.get("properties"), dict):
        found["properties"] = {key.rstrip("_"): value for key, value in found["properties"].items()}
    if "required" in found:
        found["required"] = [name.rstrip("_") for name in found["required"]]
    return found


def _complete(operation: dict[str, Any], route: APIRoute, method: str, named: dict[type, dict[str, str]]) -> None:
    description = description_of(route.endpoint)
    guards = [d.call for d in route.dependant.dependencies if isinstance(d.call, Guard)]
    operation["operationId"] = route.name
    operation["summary"], operation["description"] = _texts(route)
    operation["tags"] = [_tag(route)]
    parameters = [_plain_parameter(p) for p in operation.get("parameters", [])]
    told = {p["name"] for p in parameters if p["in"] == "path"}
    placed = [_placed(name) for name in _PLACES.findall(route.path_format) if name not in told]
    operation["parameters"] = placed + parameters + [_header(name) for name in description.headers]
    if guards:
        operation["security"] = [{"key": []}, {"session": []}]
        operation["x-scope"] = guards[0].words
    elif any(isinstance(d.call, Open) for d in route.dependant.dependencies):
        operation["security"], operation["x-scope"] = [], "none: the body carries a key or a token"
    body = _body(description, named)
    if body:
        operation["requestBody"] = body
    operation["responses"] = _responses(route, description, bool(guards), method, named)


def _texts(route: APIRoute) -> tuple[str, str]:
    """The first sentence of a route's documentation, and all of it."""
    text = route.description or ""
    return text.split("\n\n")[0].split(". ")[0].replace("\n", " ").rstrip("."), text


def _tag(route: APIRoute) -> str:
    parts = [part for part in route.path_format.split("/") if part and not part.startswith("{")]
    below = [part for part in parts if part not in ("v1", "projects")]
    return below[0] if below else parts[-1]


def _plain_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """Without `null`, which an address cannot hold, and without pydantic's titles."""
    schema = dict(parameter["schema"])
    choices = [choice for choice in schema.pop("anyOf", None) or [] if choice.get("type") != "null"]
    for key in ("title", "description"):
        schema.pop(key, None)
    if len(choices) == 1:
        schema = choices[0] | schema
    return {**parameter, "schema": _printable(schema)}


def _printable(schema: dict[str, Any]) -> dict[str, Any]:
    """No text of a query holds control characters; `labelqa.web.query` sees to it."""
    if "items" in schema:
        return {**schema, "items": _printable(schema["items"])}
    free = schema.get("type") == "string" and not {"enum", "format", "pattern"} & schema.keys()
    return schema | {"pattern": PRINTABLE} if free else schema


def _placed(name: str) -> dict[str, Any]:
    """A part of the path that the guard of the route reads, and not the route."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _header(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": HEADERS[name],
        "schema": {"type": "string", **WRITTEN.get(name, {})},
    }


def _body(description: Description, named: dict[type, dict[str, str]]) -> dict[str, Any]:
    if description.upload:
        return {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "minLength": 1}}},
        }
    if description.body is None:
        return {}
    return {
        "required": not description.optional,
        "content": {"application/json": {"schema": named[description.body]}},
    }


def _responses(
    route: APIRoute, description: Description, guarded: bool, method: str, named: dict[type, dict[str, str]]
) -> dict[str, Any]:
    schema: dict[str, Any] = {} if description.answer is None else dict(named[description.answer])
    forms = {CSV: {"type": "string"}, EVENTS: {"type": "string", "contentSchema": schema}}
    content = {media: {"schema": forms.get(media, schema)} for media in description.media}
    status = route.status_code or 200
    found: dict[str, Any] = {str(status): {"description": HTTPStatus(status).phrase}}
    if status != 204:
        found[str(status)]["content"] = content
    if description.empty:
        found["204"] = {"description": description.empty}
    if "If-None-Match" in description.headers:
        found["304"] = {"description": HTTPStatus(304).phrase}
    if "Range" in description.headers:
        found["206"] = {"description": HTTPStatus(206).phrase, "content": content}
    refusals = {414, 431, *description.statuses} | ({401, 403, 429, 503} if guarded else {503})
    refusals |= {404} if "{" in route.path_format else set()
    refusals |= {422} if guarded else set()
    refusals |= {416} if "Range" in description.headers else set()
    refusals |= {400, 408, 413, 415} if description.body or description.upload else set()
    refusals |= {400, 507} if method in ("POST", "PATCH", "DELETE") else set()
    for refusal in sorted(refusals):
        problem = {"application/problem+json": {"schema": named[ProblemDetails]}}
        found[str(refusal)] = {"description": TITLES[refusal], "content": problem}
    return found
