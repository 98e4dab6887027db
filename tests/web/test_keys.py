"""Keys: told by their shape, known by their digest, void when they are ended, and slow to guess."""

import json
import re
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from labelqa.errors import BadCall
from labelqa.settings import Settings
from labelqa.store import Store, keys, open_store
from labelqa.web import secret
from labelqa.web.keyring import Keyring, bootstrap
from labelqa.web.keys import ALPHABET, BOOTSTRAP_EXAMPLE, completed, new_key, well_formed
from labelqa.web.secret import server_secret
from tests.web.conftest import SETTINGS, START, Clock, Server, Started

DAY = 86_400_000
bodies = st.text(ALPHABET, min_size=43, max_size=43)


@given(bodies, st.integers(0, 48), st.sampled_from(ALPHABET))
def test_one_wrong_character_makes_a_key_none(body: str, place: int, character: str) -> None:
    key = completed(body)
    assert well_formed(key)
    assert re.fullmatch("lqa_[0-9A-Za-z]{49}", key)
    other = key[: 4 + place] + character + key[5 + place :]
    assert well_formed(other) == (other == key)


@given(st.text(max_size=60))
def test_any_other_text_is_no_key(text: str) -> None:
    assert not well_formed(text)


def test_no_two_keys_are_alike() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000


def test_a_first_start_makes_one_admin_key_and_shows_it_once(store: Store) -> None:
    settings = Settings(secret="x" * 32)
    key = bootstrap(store, settings, START)
    assert key is not None
    assert well_formed(key)
    assert bootstrap(store, settings, START) is None
    ring = Keyring(server_secret(store, settings))
    with store.read() as connection:
        found = ring.find(connection, key, now=START)
        assert found is not None
        assert (found.scopes, found.projects) == ({"admin"}, None)
        stored = json.dumps([str(k) for k in keys.listed(connection)])
    assert key not in stored
    assert key[4:47] not in stored
    with store.write() as connection:
        keys.revoke(connection, found.key_id, at=START, now=START)
    assert bootstrap(store, settings, START) is not None


def test_the_key_of_the_settings_is_taken_instead_and_not_again_once_revoked(store: Store) -> None:
    settings = Settings(secret="x" * 32, bootstrap_key=BOOTSTRAP_EXAMPLE)
    ring = Keyring(server_secret(store, settings))
    for _ in range(2):
        assert bootstrap(store, settings, START) is None
    with store.write() as connection:
        (only,) = keys.listed(connection)
        keys.revoke(connection, only.key_id, at=START, now=START)
    assert bootstrap(store, settings, START) is None
    with store.read() as connection:
        assert ring.find(connection, BOOTSTRAP_EXAMPLE, now=START) is None


@pytest.mark.parametrize("key", ["lqa_short", "x" * 53, BOOTSTRAP_EXAMPLE[:-1] + "0"])
def test_a_key_of_the_settings_that_is_none_stops_the_start_and_is_not_shown(store: Store, key: str) -> None:
    with pytest.raises(BadCall) as caught:
        bootstrap(store, Settings(secret="x" * 32, bootstrap_key=key), START)
    assert key not in str(caught.value)


def test_the_secret_lies_beside_the_database_for_its_owner_alone(tmp_path: Path) -> None:
    stores = [open_store(f"sqlite:///{tmp_path / name / 'labelqa.db'}") for name in ("a", "b")]
    secrets = [server_secret(store, Settings()) for store in stores]
    assert [server_secret(store, Settings()) for store in stores] == secrets
    assert secrets[0] != secrets[1]
    assert {len(secret) for secret in secrets} == {32}
    for name in ("a", "b"):
        assert (tmp_path / name / "labelqa.secret").stat().st_mode & 0o777 == 0o600
    for store in stores:
        store.close()


def test_processes_that_start_together_for_the_first_time_agree_on_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'labelqa.db'}")
    made, found = secret.secrets.token_bytes, list[bytes]()
    other = Thread(target=lambda: found.append(server_secret(store, Settings())))

    def interrupted(length: int) -> bytes:
        monkeypatch.setattr(secret.secrets, "token_bytes", made)
        other.start()
        other.join(1)  # until it has written its own, or waits for us
        return made(length)

    monkeypatch.setattr(secret.secrets, "token_bytes", interrupted)
    found.append(server_secret(store, Settings()))
    other.join()
    assert found == [server_secret(store, Settings())] * 2
    assert sorted(path.name for path in tmp_path.glob("*secret*")) == ["labelqa.secret"]
    store.close()


def test_a_short_secret_is_refused(store: Store) -> None:
    with pytest.raises(BadCall, match="32"):
        server_secret(store, Settings(secret="x" * 31))


def test_a_key_of_another_server_is_none_here(store: Store) -> None:
    key = bootstrap(store, Settings(secret="x" * 32), START)
    assert key
    with store.read() as connection:
        assert Keyring(b"y" * 32).find(connection, key, now=START) is None


def test_a_key_is_shown_once_and_described_after(server: Server) -> None:
    made = server.admin.post("/v1/keys", json={"name": "ci", "scopes": ["read", "ingest"], "projects": ["b", "a"]})
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    values = made.json()
    key = values.pop("key")
    assert (values["scopes"], values["projects"]) == (["ingest", "read"], ["a", "b"])
    found = server.admin.get(made.headers["location"])
    assert found.json() == values
    assert key not in server.admin.get("/v1/keys").text


def test_a_revoked_key_is_void_at_once(server: Server) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()
    client = server.with_key(made["key"])
    assert client.get("/v1/projects").status_code == 200
    assert server.admin.delete(f"/v1/keys/{made['key_id']}").status_code == 204
    assert client.get("/v1/projects").status_code == 401


def test_a_key_expires(server: Server, clock: Clock) -> None:
    client, usual = server.client_with("read", days=2), server.client_with("read")
    clock.now = START + 2 * DAY - 1
    assert client.get("/v1/projects").status_code == 200
    clock.now = START + 2 * DAY
    assert (client.get("/v1/projects").status_code, usual.get("/v1/projects").status_code) == (401, 200)
    clock.now = START + 365 * DAY
    assert usual.get("/v1/projects").status_code == 401


def test_a_rotated_key_hands_its_rights_on_and_goes_on_for_the_overlap(server: Server, clock: Clock) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"], "projects": ["site"]}).json()
    old = server.with_key(made["key"])
    rotated = server.admin.post(f"/v1/keys/{made['key_id']}/rotate", json={"overlap_seconds": 60}).json()
    new = server.with_key(rotated["key"])
    assert (rotated["scopes"], rotated["projects"], rotated["name"]) == (["read"], ["site"], "k")
    clock.now = START + 59_999
    assert (old.get("/v1/projects").status_code, new.get("/v1/projects").status_code) == (200, 200)
    clock.now = START + 60_000
    assert (old.get("/v1/projects").status_code, new.get("/v1/projects").status_code) == (401, 200)
    at_once = server.admin.post(f"/v1/keys/{rotated['key_id']}/rotate").json()
    assert new.get("/v1/projects").status_code == 401
    assert server.with_key(at_once["key"]).get("/v1/projects").status_code == 200
    assert server.admin.post(f"/v1/keys/{made['key_id']}/rotate").status_code == 404  # void already


def test_the_hour_of_the_last_use_is_noted_and_the_revision_stays(server: Server, admin: TestClient) -> None:
    made = server.admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()
    client, path = server.with_key(made["key"]), f"/v1/keys/{made['key_id']}"
    before = admin.get("/v1/projects/site").content
    client.get("/v1/projects")
    server.client.__exit__()  # what waits is written
    with server.store.read() as connection:
        assert keys.get(connection, path.rpartition("/")[2]).last_used == START - START % 3_600_000
    assert admin.get("/v1/projects/site").content == before
    server.client.__enter__()


def test_a_key_that_asks_too_often_is_told_when_to_come_back(start: Started, clock: Clock) -> None:
    server = start(replace(SETTINGS, requests_per_minute=60, request_burst=3))
    eager, calm = server.client_with("read"), server.client_with("read")
    assert [eager.get("/v1/projects").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = eager.get("/v1/projects")
    assert (refused.headers["retry-after"], refused.headers["content-type"]) == ("1", "application/problem+json")
    assert calm.get("/v1/projects").status_code == 200
    clock.now += 1000
    assert [eager.get("/v1/projects").status_code for _ in range(2)] == [200, 429]


def test_an_address_that_guesses_is_slowed_down_and_good_keys_go_on(start: Started, clock: Clock) -> None:
    server = start(replace(SETTINGS, bad_keys_per_minute=3))
    good = server.client_with("read")
    wrong = server.with_key(new_key())
    assert [wrong.get("/v1/projects").status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert good.get("/v1/projects").status_code == 200
    assert server.client.get("/v1/projects").status_code == 401  # no key is no guess
    clock.now += 60_000
    assert wrong.get("/v1/projects").status_code == 401
