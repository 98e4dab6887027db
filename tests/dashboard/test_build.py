"""What is built: typed by the server's own document, small, and whole."""

import importlib.util
import zlib
from pathlib import Path

import pytest

from tests.dashboard.conftest import Opened

SOURCES = Path(__file__).parents[2] / "dashboard"
BUDGET = 250_000
"""Bytes of JavaScript, compressed, that the first page may need."""


def test_the_client_is_typed_by_the_openapi_document_as_it_is(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("client", SOURCES / "client.py")
    assert spec is not None
    assert spec.loader is not None
    client = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(client)
    made = tmp_path / "schema.d.ts"
    client.write(made)
    assert made.read_text() == client.PATH.read_text(), "run make docs"


@pytest.mark.parametrize("path", ["/", "/p/{project}"])
def test_the_first_page_needs_little_javascript(open_tab: Opened, project: str, path: str) -> None:
    tab = open_tab()
    sizes: dict[str, int] = {}
    tab.page.on("response", lambda r: r.url.endswith(".js") and sizes.update({r.url: len(zlib.compress(r.body(), 9))}))
    tab.go(path.format(project=project))
    tab.page.wait_for_load_state("networkidle")
    assert sizes
    assert sum(sizes.values()) <= BUDGET, sizes
