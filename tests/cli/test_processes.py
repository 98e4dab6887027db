"""The server as processes: several on PostgreSQL, and how one ends."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from labelqa.egress import listen
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.cli.conftest import Run
from tests.cli.server import started
from tests.databases import PostgresServer
from tests.web.streams import Stream

HEADERS = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}


def wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            assert requests.get(f"{url}/healthz", timeout=60).status_code == 200
        except requests.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def test_several_processes_share_a_postgresql_and_see_each_others_writes(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    with postgres_server.empty(tmp_path) as database:
        call = ("serve", "--workers", "2", "--port", "0", "--database", database)
        secret = {"LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE, "LABELQA_SECRET": "s" * 32}
        with started(tmp_path, *call, **secret) as (url, _):
            wait_until_it_answers(url)
            for k in range(6):  # each request a new connection: any process may take it
                made = {"project_id": f"yard-{k}"}
                assert requests.post(f"{url}/v1/projects", json=made, headers=HEADERS, timeout=60).status_code == 201
                seen = requests.get(f"{url}/v1/projects", headers=HEADERS, timeout=60).json()["projects"]
                assert len(seen) == k + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_open_streams_hear_of_each_write_and_do_not_hold_up_the_stop(
    postgres_server: PostgresServer, tmp_path: Path, workers: int
) -> None:
    with postgres_server.empty(tmp_path) as database:
        call = ("serve", "--workers", str(workers), "--port", "0", "--database", database)
        secret = {"LABELQA_BOOTSTRAP_KEY": BOOTSTRAP_EXAMPLE, "LABELQA_SECRET": "s" * 32}
        with ExitStack() as held:
            with started(tmp_path, *call, **secret) as (url, _):
                wait_until_it_answers(url)
                made = requests.post(f"{url}/v1/projects", json={"project_id": "site"}, headers=HEADERS, timeout=60)
                assert made.status_code == 201
                streams = [Stream(url, BOOTSTRAP_EXAMPLE) for _ in range(4 * workers)]
                for stream in streams:
                    held.callback(stream.close)
                    stream.until("state")
                images = {"images": [{"image_id": "img_1"}]}
                path = f"{url}/v1/projects/site/images"
                assert requests.post(path, json=images, headers=HEADERS, timeout=60).status_code == 200
                for stream in streams:
                    assert stream.until("revision").data["revision"] == 1
            for stream in streams:
                stream.rest()
                assert stream.whole  # the server ended it; it did not break


@pytest.mark.parametrize(("told", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_server_that_is_told_to_stop_does_so_quietly(tmp_path: Path, told: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "labelqa", "serve", "--port", "0", "--database", f"sqlite:///{tmp_path / 'x.db'}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # who runs in the background ignores it
    )
    try:
        assert process.stderr
        while "labelqa serves" not in (line := process.stderr.readline()):
            assert line, "the server ended before it served"
        url = next(word for word in line.split() if word.startswith("http"))
        assert requests.get(f"{url}/healthz", timeout=60).status_code == 200
        process.send_signal(told)
        _, rest = process.communicate(timeout=60)
        assert (process.returncode, rest) == (code, "")
    finally:
        process.kill()
        process.wait()


def test_a_port_that_is_taken_is_a_wrong_call_and_makes_no_key(labelqa: Run) -> None:
    with listen("127.0.0.1", 0) as taken:
        found = labelqa("serve", "--port", taken.getsockname()[1])
    assert found.code == 2
    assert "is taken" in found.err
    assert found.out == ""
    assert labelqa("key", "list", "--json").json == []
