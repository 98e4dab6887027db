"""The reference of the API as one page of HTML: no script, and a style sheet of our own."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from labelqa.web.reference import Operation, fields, line, operations

STYLE = "/docs/style.css"
"""Where the style sheet is; the page links to it from where it is itself, whatever prefix a proxy adds."""
_CODE = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"\b[A-Z]\w+")


def page(document: Mapping[str, Any]) -> str:
    """The whole page."""
    schemas, found = document["components"]["schemas"], operations(document)
    tags = list(dict.fromkeys(o.tag for o in found))
    links = "".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in [*tags, "schemas"])
    about = "".join(f"<p>{_text(part)}</p>" for part in document["info"]["description"].split("\n\n"))
    parts = [f'<h2 id="{escape(tag)}">{escape(tag)}</h2>' + _articles(found, tag, schemas) for tag in tags]
    parts += ['<h2 id="schemas">schemas</h2>', *[_schema(name, schema, schemas) for name, schema in schemas.items()]]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>labelqa: HTTP API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{STYLE.removeprefix("/")}"></head><body><nav>{links}</nav><main>'
        f"<h1>labelqa <small>HTTP API {escape(document['info']['version'])}</small></h1>{about}"
        '<p>For programs: <a href="openapi.json">openapi.json</a>.</p>'
        f"{''.join(parts)}</main></body></html>"
    )


def _articles(found: Iterable[Operation], tag: str, schemas: Iterable[str]) -> str:
    return "".join(_article(o, schemas) for o in found if o.tag == tag)


def _article(o: Operation, schemas: Iterable[str]) -> str:
    text = "".join(f"<p>{_text(part)}</p>" for part in o.text.split("\n\n"))
    rows = [(f"`{name}`", *rest) for name, *rest in o.parameters]
    parameters = _table(("parameter", "values", "default", ""), rows, schemas) if rows else ""
    body = f"<p>Body: {_linked(o.body, schemas)}</p>" if o.body else ""
    return (
        f"<article><h3><b>{o.method}</b> <code>{escape(o.path)}</code></h3>{text}"
        f"<p>Scope: {_text(o.scope)}</p>{body}{parameters}{_table(('answer', ''), o.answers, schemas)}"
        f"<p>Refusals: {', '.join(o.refusals)}</p></article>"
    )


def _schema(name: str, schema: Mapping[str, Any], schemas: Iterable[str]) -> str:
    rows = [(f"`{field}`", *rest) for field, *rest in fields(schema)]
    table = _table(("field", "values", ""), rows, schemas) if rows else ""
    about = _text(schema.get("description", ""))
    return f'<article><h3 id="{escape(name)}">{escape(name)}</h3><p>{about}</p>{table}</article>'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], schemas: Iterable[str]) -> str:
    top = "".join(f"<th>{escape(word)}</th>" for word in head)
    body = "".join("<tr>" + "".join(f"<td>{_linked(cell, schemas)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _text(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(line(text)))


def _linked(text: str, schemas: Iterable[str]) -> str:
    """Text in which the names of schemas lead to them."""
    return _NAME.sub(lambda m: f'<a href="#{m[0]}">{m[0]}</a>' if m[0] in schemas else m[0], _text(text))
