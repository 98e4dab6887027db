"""Writes docs/reference/api.md: the HTTP API, from its OpenAPI document."""

from pathlib import Path

from labelqa.app import routers, routes_of
from labelqa.web.openapi import document
from labelqa.web.reference_markdown import markdown

PATH = Path(__file__).parents[1] / "reference" / "api.md"


def render() -> str:
    """The page."""
    return markdown(document(routes_of(*routers())))


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
