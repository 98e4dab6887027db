"""The API for people, from its own OpenAPI document: what a page or a file of documentation lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    tag: str
    method: str
    path: str
    scope: str
    text: str
    parameters: list[tuple[str, str, str, str]]
    body: str
    answers: list[tuple[str, str]]
    refusals: list[str]


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """Every operation of an OpenAPI document, in the order of its tags, then as in the document."""
    found = [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return sorted(found, key=lambda o: o.tag)


def _operation(path: str, method: str, found: Mapping[str, Any]) -> Operation:
    body = found.get("requestBody", {}).get("content", {})
    bodies = [kind(form["schema"]) if media == "application/json" else "a file" for media, form in body.items()]
    responses = found["responses"]
    return Operation(
        tag=found["tags"][0],
        method=method.upper(),
        path=path,
        scope=found.get("x-scope", "none: no key is needed"),
        text=found["description"],
        parameters=[_parameter(p) for p in found["parameters"] if p["in"] != "path"],
        body=" or ".join(bodies),
        answers=[(status, _answer(answer)) for status, answer in responses.items() if status < "4"],
        refusals=[status for status in responses if status >= "4"],
    )


def _parameter(parameter: Mapping[str, Any]) -> tuple[str, str, str, str]:
    schema = parameter["schema"]
    default = schema.get("default")
    name = parameter["name"] if parameter["in"] == "query" else f"{parameter['name']} (header)"
    return name, kind(schema), "" if default is None else str(default).lower(), parameter.get("description", "")


def _answer(answer: Mapping[str, Any]) -> str:
    content = answer.get("content", {})
    words = [kind(form["schema"]) if media.endswith("json") else media for media, form in content.items()]
    return f"{answer['description']}: {' or '.join(w for w in words if w)}" if any(words) else answer["description"]


def kind(schema: Mapping[str, Any]) -> str:
    """A schema in few words.

    >>> kind({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "null"}]})
    'number 0 to 1 or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(kind(choice) for choice in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{word}`" for word in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {})) or 'anything'}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {kind(schema['additionalProperties'])}"
    bounds = [schema.get("minimum", schema.get("exclusiveMinimum")), schema.get("maximum")]
    words = f" {bounds[0]:,} to {bounds[1]:,}" if None not in bounds else ""
    return f"{schema.get('format') or schema.get('type', '')}{words}"


def fields(schema: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, kind, needed or not) of the fields of a schema."""
    needed = set(schema.get("required", []))
    return [(name, kind(f), "" if name in needed else "optional") for name, f in schema.get("properties", {}).items()]


def line(text: str) -> str:
    """Text without its line breaks."""
    return " ".join(text.split())
