"""Every setting of the server and the command line, once: name, default, help.

The environment (`LABELQA_<NAME>`), the command line and the documentation read this list.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path

from labelqa.errors import BadCall, quoted

_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?", re.ASCII)
OWN_PATHS = ("v1", "docs", "assets", "p")
"""What addresses of the server begin with: no path prefix does, or the two could not be told apart."""

EGRESS = ("public", "listed")
"""What may be reached: the public internet, or what the operator lists alone."""


def _default_database() -> str:
    return f"sqlite:///{user_data_path('labelqa') / 'labelqa.db'}"


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


def _secret(default: Any, help: str) -> Any:
    """One that is in no printed form of the settings."""
    return field(default=default, metadata={"help": help}, repr=False)


@dataclass(frozen=True)
class Settings:
    """What the operator may choose; each is `LABELQA_` + its name in capitals in the environment.

    >>> Settings.read({"LABELQA_PORT": "9000"}).port
    9000
    >>> Settings.read({"LABELQA_PORT": "high"})
    Traceback (most recent call last):
    labelqa.errors.BadCall: LABELQA_PORT: 'high' is not a whole number
    """

    database: str = field(
        default_factory=_default_database,
        metadata={"help": "SQLAlchemy URL of the database; SQLite file in the user's data folder by default"},
    )
    host: str = _setting("127.0.0.1", "address the server listens on")
    port: int = _setting(8000, "port the server listens on")
    public_url: str = _setting(
        "",
        "address at which people reach the server through a proxy, as in https://qa.example.com/labelqa; the one it "
        "listens on by default",
    )
    proxies: str = _setting(
        "",
        "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses and networks between commas, as "
        "in 127.0.0.1,10.0.0.0/8; none by default",
    )
    hsts: str = _setting(
        "host",
        "where the public address is https://, what browsers are told to reach over TLS alone for a year: host, "
        "subdomains (the host and every name below it) or off",
    )
    workers: int = _setting(1, "server processes (more than one needs PostgreSQL)")
    bootstrap_key: str = _secret("", "admin key to install at first start instead of printing a new one")
    secret: str = _secret("", "server secret (at least 32 characters); by default a file beside the database")
    upload_folder: str = _setting("", "folder for files being imported; the system's temporary folder by default")
    export_folder: str = _setting("", "folder for exports that are kept; the user's cache folder by default")
    export_cache: int = _setting(
        2 * 1024**3, "bytes of exports that are kept, so that a broken download can go on; 0 keeps none"
    )
    picture_folder: str = _setting(
        "", "folder for pictures that are uploaded, of one database alone; by default beside the database"
    )
    picture_root: str = _setting(
        "", "folder with pictures of images: relative addresses and image ids are looked up below it; none by default"
    )
    picture_hosts: str = _setting(
        "",
        "hosts from which pictures may be fetched by their address: names and addresses, each with :port or without, "
        "between commas; none by default",
    )
    picture_cache: int = _setting(1024**3, "bytes of thumbnails and fetched pictures that are kept")
    max_picture: int = _setting(64 * 1024**2, "largest picture, in bytes")
    max_body: int = _setting(32 * 1024**2, "largest JSON body, in bytes")
    max_upload: int = _setting(2 * 1024**3, "largest file to import, in bytes")
    max_depth: int = _setting(32, "deepest nesting of a JSON body")
    max_keys: int = _setting(200, "most keys in one object of a JSON body")
    report_seconds: int = _setting(10, "seconds that the database may take to answer one read; 0 is no limit")
    waiting_requests: int = _setting(
        500, "requests that may wait for their answer at once, in each process; further ones are told to come back"
    )
    body_seconds: int = _setting(
        30, "seconds that the body of a request may keep the server waiting, beside one for each 10 KB that came"
    )
    report_cache: int = _setting(256, "encoded answers of the quality endpoints kept per process")
    requests_per_minute: int = _setting(6000, "requests a key may make in a minute; 0 is no limit")
    request_burst: int = _setting(1000, "requests a key may make at once before the rate counts")
    event_streams: int = _setting(100, "streams of events that a key may follow at once, in each process")
    bad_keys_per_minute: int = _setting(10, "bad keys an address may present in a minute")
    learn_after: int = _setting(2, "seconds without a write after which a changed review queue is learnt; 0 is never")
    metrics_key: str = _secret("", "key for /metrics, of 32 characters at least; there are no metrics without it")
    log: str = _setting(
        "requests", "what the log of `serve` holds, as lines of JSON: requests (a line each, and warnings) or warnings"
    )
    traces: str = _setting(
        "",
        "address at which an OpenTelemetry collector takes a span of each request, as in "
        "http://127.0.0.1:4318/v1/traces; needs labelqa[tracing]; no spans are made without it",
    )
    key_days: int = _setting(365, "days until a new key expires")
    egress: str = _setting(
        "public",
        "what alert messages and labelling tools may be reached at: public (the public internet on ports 80 and 443, "
        "and what LABELQA_EGRESS_ALLOW lists) or listed (what it lists, and nothing else)",
    )
    egress_allow: str = _setting(
        "",
        "what alert messages may reach beside the public internet on ports 80 and 443: names, addresses and networks, "
        "each with :port or without, between commas, as in 10.0.0.0/8,hooks.internal:8443",
    )
    smtp_host: str = _setting("", "mail server that takes the letters about alerts; no letters are sent without it")
    smtp_port: int = _setting(587, "port of the mail server")
    smtp_user: str = _setting("", "user name for the mail server; without it there is no sign-in")
    smtp_password: str = _secret("", "password for the mail server")
    smtp_from: str = _setting("", "sender of the letters about alerts, as in labelqa@example.com")
    smtp_tls: str = _setting("starttls", "TLS with the mail server: starttls, tls (from the first byte) or none")

    def __post_init__(self) -> None:
        """Raises BadCall for an address, a word or a key for metrics that is none."""
        if self.public_url:
            _check_public_url(self.public_url)
        if self.egress not in EGRESS:
            raise BadCall(f"LABELQA_EGRESS: {quoted(self.egress)} is none of {', '.join(EGRESS)}")
        if self.traces:
            _check_traces(self.traces)
        if self.metrics_key and not re.fullmatch(r"[!-~]{32,}", self.metrics_key):
            raise BadCall("LABELQA_METRICS_KEY is to be 32 printable ASCII characters or more, without blanks")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **given: Any) -> "Settings":
        """Settings from the environment; `given` (from the command line) wins where not None."""
        values: dict[str, Any] = {}
        for f in fields(cls):
            text = environment.get(f"LABELQA_{f.name.upper()}")
            if text is not None:
                values[f.name] = _parsed(f.name, f.type, text)
        values |= {name: value for name, value in given.items() if value is not None}
        return cls(**values)

    @property
    def base(self) -> str:
        """The public address without a slash at its end; empty when there is none."""
        return self.public_url.rstrip("/")

    @property
    def prefix(self) -> str:
        """The path of the public address, without a slash at its end: what every address of the server begins with.

        >>> Settings(public_url="https://qa.example.com/labelqa/").prefix, Settings().prefix
        ('/labelqa', '')
        """
        return urlsplit(self.base).path

    @property
    def uploads(self) -> Path | None:
        """Folder for files being imported, None for the system's own."""
        return Path(self.upload_folder) if self.upload_folder else None

    @property
    def exports(self) -> Path:
        """Folder for exports that are kept."""
        return Path(self.export_folder) if self.export_folder else user_cache_path("labelqa") / "exports"


def _check_public_url(text: str) -> None:
    if not _PUBLIC_URL.fullmatch(text):
        raise BadCall(
            f"LABELQA_PUBLIC_URL: {quoted(text)} is not http:// or https:// with a host and at most a port and a path "
            "of letters, digits and . _ ~ -"
        )
    first = urlsplit(text).path.split("/")[1:2]
    if first and first[0] in OWN_PATHS:
        raise BadCall(
            f"LABELQA_PUBLIC_URL: its path begins with {first[0]!r}, as addresses of the server do; use another"
        )


def _check_traces(text: str) -> None:
    """A name and a password would stand in the list of processes and in what is said of an error."""
    if not re.fullmatch(r"https?://[^/\s@?#]+(/[^\s@?#]*)?", text, re.ASCII):
        raise BadCall(
            "LABELQA_TRACES is to be the address of a collector, as in http://127.0.0.1:4318/v1/traces; what it asks "
            "for in headers goes into OTEL_EXPORTER_OTLP_HEADERS"
        )


def _parsed(name: str, kind: object, text: str) -> Any:
    if kind not in (int, "int"):
        return text
    try:
        return int(text)
    except ValueError:
        raise BadCall(f"LABELQA_{name.upper()}: {text!r} is not a whole number") from None


def described() -> list[tuple[str, str, str]]:
    """(environment variable, default, help) of every setting, for the documentation."""
    shown = {"database": "SQLite file in the user's data folder"}
    return [
        (f"LABELQA_{f.name.upper()}", shown.get(f.name, str(f.default)), f.metadata["help"]) for f in fields(Settings)
    ]
