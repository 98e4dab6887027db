"""`labelqa key`: shown once, listed without their texts, void when revoked."""

import time

from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.web.keyring import Keyring
from labelqa.web.keys import well_formed
from labelqa.web.secret import server_secret
from tests.cli.conftest import Run

LATER = 4_000_000_000_000
NOW = time.time_ns() // 1_000_000
"""Keys live from when they are made."""


def live(database: str, text: str, *, now: int = NOW + 3_600_000) -> bool:
    store = open_store(database)
    try:
        ring = Keyring(server_secret(store, Settings(database=database)))
        with store.read() as connection:
            return ring.find(connection, text, now=now) is not None
    finally:
        store.close()


def test_a_key_is_printed_alone_and_works(labelqa: Run, database: str) -> None:
    made = labelqa("key", "create", "--name", "ci", "--scope", "ingest", "--scope", "read", "--project", "yard")
    assert made.code == 0
    text = made.out.strip()
    assert well_formed(text)
    assert text not in made.err
    assert live(database, text)
    assert not live(database, text, now=LATER)


def test_the_list_never_shows_a_key(labelqa: Run) -> None:
    text = labelqa("key", "create", "--name", "ci", "--scope", "ingest").out.strip()
    shown = labelqa("key", "list")
    as_json = labelqa("key", "list", "--json")
    assert text not in shown.out + as_json.out
    assert text[4:20] not in shown.out + as_json.out
    (key,) = as_json.json
    assert (key["name"], key["scopes"], key["projects"]) == ("ci", ["ingest"], None)


def test_a_key_of_one_annotator_has_the_scope_self(labelqa: Run) -> None:
    made = labelqa("key", "create", "--annotator", "ana", "--json").json
    assert (made["scopes"], made["annotator"]) == (["self"], "ana")
    wrong = labelqa("key", "create", "--annotator", "ana", "--scope", "read")
    assert wrong.code == 2
    assert "--annotator" in wrong.err
    assert labelqa("key", "create", "--scope", "root").code == 2


def test_rotating_voids_the_old_key_and_keeps_its_rights(labelqa: Run, database: str) -> None:
    old = labelqa("key", "create", "--scope", "review", "--project", "yard", "--json").json
    new = labelqa("key", "rotate", old["key_id"], "--json").json
    assert (new["scopes"], new["projects"]) == (["review"], ["yard"])
    assert live(database, new["key"])
    assert not live(database, old["key"])


def test_a_revoked_key_is_void(labelqa: Run, database: str) -> None:
    made = labelqa("key", "create", "--json").json
    assert labelqa("key", "revoke", made["key_id"]).code == 0
    assert not live(database, made["key"])
    assert labelqa("key", "revoke", "key_nobody").code == 2
    assert labelqa("key", "rotate", "key_nobody").code == 2
