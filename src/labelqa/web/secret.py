"""The server's secret: with it stored keys can be recognised, without it none can."""

import os
import secrets
from pathlib import Path

from platformdirs import user_data_path

from labelqa.errors import BadCall
from labelqa.paths import make_folder, open_binary, shown, write_atomically
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
    path = _place(store)
    if not path.exists():
        _make(path)
    with open_binary(path) as file:
        return _long_enough(file.read(), shown(path))


def _place(store: Store) -> Path:
    if store.sqlite and store.engine.url.database:
        return Path(store.engine.url.database).parent / NAME
    return user_data_path("labelqa") / NAME


def _make(path: Path) -> None:
    make_folder(path)
    with write_atomically(path) as file:
        os.fchmod(file.fileno(), 0o600)  # before there is anything to read
        file.write(secrets.token_bytes(LENGTH))


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < LENGTH:
        raise BadCall(f"{where} holds {len(secret)} characters; a secret has at least {LENGTH}")
    return secret
