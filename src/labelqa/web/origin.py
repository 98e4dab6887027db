"""Whose page sends a request: a browser adds a session's cookie by itself, so a write must show that ours sends it.

Another site's page cannot add a header of its own without asking first, and is never allowed to; and browsers say in
`Sec-Fetch-Site` where a request comes from.
"""

from fastapi import Request

from labelqa.errors import ForeignPage

HEADER = "X-Labelqa"
READS = ("GET", "HEAD")
"""Methods that change nothing."""
OWN = ("same-origin", "none")
"""What `Sec-Fetch-Site` says of our own pages, and of an address that somebody typed."""


def check_own_page(request: Request) -> None:
    """Raises ForeignPage for a write with a session that nothing shows to come from our own page."""
    if request.method in READS:
        return
    if request.headers.get(HEADER) != "1":
        raise ForeignPage(f"a session changes something only with the header `{HEADER}: 1`; nothing was done")
    check_site(request)


def check_site(request: Request) -> None:
    """Raises ForeignPage when the browser says that another site's page sends this."""
    site = request.headers.get("sec-fetch-site", "none")
    if site not in OWN:
        raise ForeignPage("a page of another site may do nothing here (Sec-Fetch-Site); nothing was done")
