"""The served OpenAPI document as a list of operations, and every place in a request where a value may stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

JSON = "application/json"
FORMATS = FormatChecker(())


@FORMATS.checks("date", ValueError)
def _day(text: object) -> bool:
    return not isinstance(text, str) or (len(text) == 10 and bool(date.fromisoformat(text)))


@FORMATS.checks("date-time", ValueError)
def _time(text: object) -> bool:
    return not isinstance(text, str) or ("T" in text and datetime.fromisoformat(text).tzinfo is not None)


@dataclass(frozen=True)
class Operation:
    """One operation: its method, its path with places in braces, and what the document says of it."""

    name: str
    method: str
    path: str
    said: Mapping[str, Any]
    schemas: Mapping[str, Any]

    def parameters(self, where: str) -> dict[str, Mapping[str, Any]]:
        """{name: its description} of parameters in the path, the query or the headers."""
        return {p["name"]: p for p in self.said["parameters"] if p["in"] == where}

    @property
    def guarded(self) -> bool:
        return bool(self.said.get("security"))

    @property
    def media(self) -> str | None:
        return next(iter(self.said.get("requestBody", {}).get("content", {})), None)

    @property
    def body(self) -> Mapping[str, Any]:
        """The schema of its JSON body."""
        return dict(self.said["requestBody"]["content"][JSON]["schema"])

    def takes(self, value: object, schema: Mapping[str, Any] | None = None) -> bool:
        """Whether a schema, by default that of the body, allows a value."""
        whole = {**(self.body if schema is None else schema), "components": {"schemas": self.schemas}}
        return bool(Draft202012Validator(whole, format_checker=FORMATS).is_valid(value))


def operations(document: Mapping[str, Any]) -> list[Operation]:
    schemas = document["components"]["schemas"]
    return [
        Operation(said["operationId"], method.upper(), path, said, schemas)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]


Place = tuple[str | int, ...]


def places(schema: Mapping[str, Any], schemas: Mapping[str, Any], at: Place = ()) -> Iterator[Place]:
    """Every place of a body where its schema knows a value: fields, and the first item of each list."""
    if at:
        yield at
    for choice in _choices(schema, schemas):
        for name, below in choice.get("properties", {}).items():
            yield from places(below, schemas, (*at, name))
        if isinstance(choice.get("additionalProperties"), dict):
            yield from places(choice["additionalProperties"], schemas, (*at, "hostile"))
        if "items" in choice:
            yield from places(choice["items"], schemas, (*at, 0))


def sample(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A value that a schema allows, with nothing in it that need not be."""
    found = _choices(schema, schemas)[0]
    if "enum" in found:
        return found["enum"][0]
    match found.get("type"):
        case "object":
            return {name: sample(found["properties"][name], schemas) for name in found.get("required", ())}
        case "array":
            return [sample(found["items"], schemas)] * found.get("minItems", 1)
        case "integer" | "number":
            return found.get("minimum", found.get("maximum", 1))
        case "boolean":
            return False
        case _:
            return {"date": "2026-11-02", "date-time": "2026-11-02T09:14:03Z"}.get(found.get("format", ""), "hostile")


def _choices(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a schema may stand for: references followed, null left out."""
    if "$ref" in schema:
        return _choices(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return [found for choice in schema["anyOf"] for found in _choices(choice, schemas) if found != {"type": "null"}]
    return [schema]


def spoilt(body: Any, place: Place, value: Any, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The body with a value at a place; what is missing on the way is made by the schema."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    for choice in _choices(schema, schemas):
        if isinstance(step, int) and "items" in choice:
            items = list(body) if isinstance(body, list) and body else [sample(choice["items"], schemas)]
            return [spoilt(items[0], rest, value, choice["items"], schemas), *items[1:]]
        below = choice.get("properties", {}).get(step, choice.get("additionalProperties"))
        if isinstance(step, str) and isinstance(below, dict):
            whole = dict(body) if isinstance(body, dict) else sample(choice, schemas)
            return {**whole, step: spoilt(whole.get(step), rest, value, below, schemas)}
    raise AssertionError(f"there is no {place} in {schema}")
