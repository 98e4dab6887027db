"""The cookie that carries a session: out of reach of scripts, and sent to this server by its own pages alone."""

from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from labelqa.settings import Settings

NAME = "labelqa_session"
HOST_NAME = f"__Host-{NAME}"
"""A browser takes a cookie of this name only from this very host, over TLS, and for all of its paths."""
SECURE_NAME = f"__Secure-{NAME}"
"""And one of this name only over TLS, for some of its paths."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """The cookie's name and path, and whether it travels over TLS only."""

    name: str
    path: str
    secure: bool

    def read(self, request: Request) -> str:
        """The text of the session; empty when there is none.

        Of several the first: browsers send those of a longer path before one that is left over from a shorter one.
        """
        for part in ";".join(request.headers.getlist("cookie")).split(";"):
            name, _, value = part.partition("=")
            if name.strip() == self.name:
                return value.strip()
        return ""

    def set(self, response: Response, text: str) -> None:
        """Gives the browser a session, until it is closed."""
        response.set_cookie(self.name, text, path=self.path, secure=self.secure, httponly=True, samesite="strict")

    def clear(self, response: Response) -> None:
        """Takes it away, and with it the answers that the browser has kept."""
        response.headers["Clear-Site-Data"] = '"cache"'
        response.delete_cookie(self.name, path=self.path, secure=self.secure, httponly=True, samesite="strict")


def cookie_of(request: Request, settings: Settings) -> Cookie:
    """The cookie as this request may carry it: by the scheme it came with, or that of the public address."""
    secure = request.url.scheme == "https" or settings.public_url.startswith("https://")
    over_tls = SECURE_NAME if settings.prefix else HOST_NAME
    name = over_tls if secure else NAME
    return Cookie(name, settings.prefix or "/", secure)
