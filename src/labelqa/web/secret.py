"""The server's secret: with it stored keys can be recognised, without it none can."""

import os
import secrets
from pathlib import Path

from platformdirs import user_data_path

from labelqa.errors import BadCall
from labelqa.paths import locked, make_folder, open_binary, remove, shown, write_atomically
from labelqa.settings import Settings
from labelqa.store import Store

LENGTH = 32
"""Bytes of a secret that we make, characters of one that is given, at least."""
NAME = "labelqa.secret"


def server_secret(store: Store, settings: Settings) -> bytes:
    """The secret from the settings, else from a file beside the SQLite database, made at the first start.

    For PostgreSQL the file lies in the user's data folder: give several servers the same `LABELQA_SECRET`. Raises
    BadCall for one that is too short.
    """
    if settings.secret:
        return _long_enough(settings.secret.encode(), "LABELQA_SECRET")
    if store.sqlite and store.engine.url.database in (None, "", ":memory:"):
        return secrets.token_bytes(LENGTH)  # gone with the database
    path = secret_file(Path(store.engine.url.database) if store.sqlite and store.engine.url.database else None)
    if not path.exists():
        _make(path)
    return read_secret(path)


def _make(path: Path) -> None:
    """Makes a secret, unless another process that starts just now has: the keys it hands out are of that one."""
    make_folder(path)
    lock = path.with_name(f"{NAME}.lock")
    with locked(lock):
        if not path.exists():
            write_secret(path, secrets.token_bytes(LENGTH))
    remove(lock)  # who waits for it, or makes it anew, finds the secret


def secret_file(database: Path | None) -> Path:
    """Where the secret of a SQLite database lies, or (None) that of PostgreSQL, unless the settings hold it."""
    return (user_data_path("labelqa") if database is None else database.parent) / NAME


def read_secret(path: Path) -> bytes:
    """The secret in a file; BadCall for one that is too short."""
    with open_binary(path) as file:
        return _long_enough(file.read(), shown(path))


def write_secret(path: Path, secret: bytes) -> None:
    """Writes a secret into a file that its owner alone can read, with the folders above it."""
    make_folder(path)
    with write_atomically(path) as file:
        os.fchmod(file.fileno(), 0o600)  # before there is anything to read
        file.write(secret)


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < LENGTH:
        raise BadCall(f"{where} holds {len(secret)} characters; a secret has at least {LENGTH}")
    return secret
