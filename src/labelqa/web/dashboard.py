"""The dashboard: files built into `static`, a policy that lets nothing else run, and one page for every address.

The addresses of the API and of what operators look at are never taken by it. `index.html` names its files relative to
itself; here they get the path under which the server stands, so that one build serves behind every proxy, and its
version.
"""

from functools import cached_property
from hashlib import blake2b
from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from labelqa import __version__
from labelqa.paths import open_text
from labelqa.web.sending import unchanged
from labelqa.web.tags import holds

STATIC = Path(__file__).parent / "static"
RESERVED = ("v1", "docs", "openapi.json", "healthz", "readyz", "metrics", "assets")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FOREVER = "public, max-age=31536000, immutable"
"""For files whose name holds a hash of what is in them."""
NOT_BUILT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>labelqa</title></head><body>
<h1>labelqa</h1><p>This installation has the HTTP API alone: <a href="{prefix}/docs">its reference</a>.
<p>The dashboard was not built. <code>make dashboard</code> in a checkout builds it; a wheel holds it.</body></html>"""


class Dashboard:
    """The built files, read once. `prefix`: the path under which the server stands, empty at the root."""

    def __init__(self, folder: Path = STATIC, *, prefix: str = "") -> None:
        self.folder, self.prefix = folder, prefix

    @cached_property
    def page(self) -> str:
        """What every address of the dashboard shows."""
        index = self.folder / "index.html"
        if not index.is_file():
            return NOT_BUILT.format(prefix=escape(self.prefix))
        with open_text(index) as file:
            text = file.read()
        prefix = escape(self.prefix)
        placed = text.replace('="./', f'="{prefix}/')
        for name, value in (("prefix", prefix), ("version", __version__)):
            placed = placed.replace(f'name="labelqa-{name}" content=""', f'name="labelqa-{name}" content="{value}"')
        return placed

    @cached_property
    def etag(self) -> str:
        """Changes with the build and with the prefix."""
        return f'"{blake2b(self.page.encode(), digest_size=8).hexdigest()}"'

    @cached_property
    def files(self) -> dict[str, Path]:
        """Every built file by its address below the prefix: what is not in this list is not served."""
        found = self.folder.rglob("*") if self.folder.is_dir() else ()
        return {p.relative_to(self.folder).as_posix(): p for p in found if p.is_file() and p.name != "index.html"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what no route does."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(404)
        request = Request(scope, receive)
        await self._answer(request, scope["path"].lstrip("/"))(scope, receive, send)

    def _answer(self, request: Request, path: str) -> Response:
        """A built file, or the page; HTTPException 404 for what a program asks and nobody serves."""
        if path in self.files:
            kept = {"Cache-Control": FOREVER} if path.startswith("assets/") else {}
            return FileResponse(self.files[path], headers=kept)
        if path.split("/", 1)[0] in RESERVED or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        if holds(request.headers.get("if-none-match", ""), self.etag):
            return unchanged(self.etag)
        return HTMLResponse(self.page, headers={"Content-Security-Policy": POLICY, "ETag": self.etag})
