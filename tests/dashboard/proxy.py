"""What stands before a server in use: a reverse proxy that takes a path prefix away; and a site of somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

PREFIX = "/qa"
OWN = ("connection", "keep-alive", "transfer-encoding", "te", "upgrade")
"""Headers that belong to one connection."""


class Proxy(ThreadingHTTPServer):
    """Passes on what comes below the prefix; anything else is remembered, and is not there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.base = f"http://127.0.0.1:{self.server_address[1]}{PREFIX}"
        self.behind = ""
        self.strayed: list[str] = []


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def _pass(self) -> None:
        if not self.path.startswith(f"{PREFIX}/"):
            self.server.strayed.append(self.path)
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {k: v for k, v in self.headers.items() if k.lower() not in OWN}
        line = HTTPConnection(urlsplit(self.server.behind).netloc)
        try:
            line.request(self.command, self.path.removeprefix(PREFIX), body or None, headers)
            self._answer(line.getresponse())
        except OSError:  # one of the two has hung up
            self.close_connection = True
        finally:
            line.close()

    def _answer(self, found: HTTPResponse) -> None:
        self.send_response_only(found.status)
        for name, value in found.getheaders():
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        while piece := found.read1(65536):  # as it comes: events are not to wait for each other
            self.wfile.write(piece)
            self.wfile.flush()

    do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = _pass  # noqa: N815 -- the names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Foreign(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title><h1>Another site</h1>")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[ThreadingHTTPServer]:
    """Serves from a thread."""
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def foreign() -> ThreadingHTTPServer:
    """A site of somebody else on this machine: any path shows one empty page."""
    return ThreadingHTTPServer(("127.0.0.1", 0), _Foreign)
