"""Secrets that are planted everywhere are found nowhere afterwards: database, log, answers, metrics, process list."""

import signal
from pathlib import Path

import pytest

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.trust.serving import HEADERS, Running, serving

GIVEN = {
    "LABELQA_SECRET": "planted-server-secret-0123456789abcdef",
    "LABELQA_METRICS_KEY": "planted-metrics-key-0123456789abcdef",
    "LABELQA_SMTP_PASSWORD": "planted-smtp-password",
    "LABELQA_SMTP_HOST": "127.0.0.1",
    "LABELQA_SMTP_PORT": "1",
    "LABELQA_SMTP_FROM": "qa@example.com",
    "LABELQA_EGRESS_ALLOW": "127.0.0.1:1",  # where nobody listens
}
TOKEN, PATH, BAD = "planted-source-token", "planted-target-path", "lqa_" + "Planted0" * 6 + "0"
FAILED = "planted-body"
SITE = "/v1/projects/site"


def live(server: Running) -> tuple[list[str], str]:
    """Does all that has to do with secrets, well and badly; (secrets that were made, what else was answered)."""
    made, said = [], []

    def ask(method: str, path: str, *, shows: tuple[str, ...] = (), **more: object) -> None:
        found = server.ask(method, path, **more)
        if found.ok and shows:
            made.extend(found.json()[name] for name in shows)
        else:
            said.append(found.text + repr(found.headers))

    ask("POST", "/v1/projects", json={"project_id": "site"})
    ask("POST", "/v1/keys", shows=("key",), json={"name": "k", "scopes": ["read"]})
    webhook = {"kind": "webhook", "url": f"http://127.0.0.1:1/{PATH}"}
    ask("POST", f"{SITE}/alert-targets", shows=("secret",), json=webhook)
    ask("POST", f"{SITE}/alert-targets", json={"kind": "email", "to": "lea@example.com"})
    source = {"kind": "label_studio", "address": "http://127.0.0.1:1/", "token": TOKEN, "options": {"project": 1}}
    ask("POST", f"{SITE}/sources", shows=("hook_secret",), json=source)
    for target in server.ask("GET", f"{SITE}/alert-targets").json()["targets"]:
        ask("POST", f"{SITE}/alert-targets/{target['target_id']}/test")
    for place in ("/v1/keys", "/v1/audit", f"{SITE}/alert-targets", f"{SITE}/sources", f"{SITE}/deliveries"):
        assert server.ask("GET", place).ok, place
        ask("GET", place)
    one = server.ask("GET", f"{SITE}/sources").json()["sources"][0]["source_id"]
    ask("POST", f"{SITE}/sources/{one}/check")
    ask("POST", f"{SITE}/sources/{one}/hook", headers={"X-Labelqa-Secret": FAILED}, data=b"{}")
    ask("POST", "/v1/session", json={"key": BAD})
    ask("POST", "/v1/session", json={"key": BOOTSTRAP_EXAMPLE})
    ask("GET", f"/v1/projects?key={BAD}")
    ask("GET", "/v1/projects", headers={"Authorization": f"Bearer {BAD}"})
    ask("POST", "/v1/projects", data=FAILED.encode(), headers={**HEADERS, "Content-Type": "application/json"})
    ask("GET", f"/v1/{FAILED}/x")
    metrics = {"Authorization": f"Bearer {GIVEN['LABELQA_METRICS_KEY']}"}
    ask("GET", "/metrics", headers=metrics)
    return made, "\n".join(said)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a server leaves behind, by where; and under "secrets" what is in none of it."""
    folder = tmp_path_factory.mktemp("leaks")
    with serving(folder, f"sqlite:///{folder / 'a.db'}", end=signal.SIGTERM, **GIVEN) as server:
        made, said = live(server)
        listed = Path(f"/proc/{server.process.pid}/cmdline")
        processes = listed.read_bytes() if listed.exists() else b""
    database = b"".join(path.read_bytes() for path in folder.glob("a.db*") if path.is_file())
    secrets = [BOOTSTRAP_EXAMPLE, TOKEN, PATH, *made]
    secrets += [value for name, value in GIVEN.items() if value.startswith("planted")]
    return {
        "database": database, "log": (folder / "server.log").read_bytes(), "answers": said.encode(),
        "process list": processes, "secrets": "\n".join(secrets).encode(),
    }  # fmt: skip


@pytest.mark.parametrize("place", ["database", "log", "answers", "process list"])
def test_no_secret_is_found(left: dict[str, bytes], place: str) -> None:
    secrets = left["secrets"].decode().split("\n")
    assert len(secrets) == 9
    assert [secret for secret in secrets if secret.encode() in left[place]] == []


def test_what_was_sent_to_nobody_is_not_in_the_log_either(left: dict[str, bytes]) -> None:
    assert b'"status":401' in left["log"], "there is a log"
    assert BAD.encode() not in left["log"]
    assert FAILED.encode() not in left["log"]
    assert b"site" not in left["log"].replace(b"labelqa serves", b""), "nor the name of a project"
