"""The reference of the API as Markdown, for the documentation."""

from collections.abc import Iterator, Mapping
from typing import Any

from labelqa.web.reference import fields, line, operations


def markdown(document: Mapping[str, Any]) -> str:
    """The reference as Markdown."""
    return "\n".join(_markdown(document)).rstrip() + "\n"


def _markdown(document: Mapping[str, Any]) -> Iterator[str]:
    yield "# HTTP API"
    yield "\nMade from the OpenAPI document that every server gives at `/openapi.json`; the same stands at `/docs`."
    yield f"\n{document['info']['description']}"
    tag = ""
    for operation in operations(document):
        if operation.tag != tag:
            tag = operation.tag
            yield f"\n## {tag}"
        yield f"\n### `{operation.method} {operation.path}`\n"
        yield f"{operation.text}\n"
        yield f"Scope: {operation.scope}." + (f" Body: {operation.body}." if operation.body else "")
        if operation.parameters:
            yield "\n| parameter | values | default | |\n|---|---|---|---|"
            yield from (f"| `{n}` | {k} | {d} | {line(t)} |" for n, k, d, t in operation.parameters)
        answers = "; ".join(f"{status} {text}" for status, text in operation.answers)
        yield f"\nAnswers: {answers}. Refusals: {', '.join(operation.refusals)}."
    yield "\n## Schemas"
    for name, schema in document["components"]["schemas"].items():
        yield f"\n### {name}\n\n{line(schema.get('description', ''))}"
        rows = fields(schema)
        if rows:
            yield "\n| field | values | |\n|---|---|---|"
            yield from (f"| `{n}` | {k} | {needed} |" for n, k, needed in rows)
