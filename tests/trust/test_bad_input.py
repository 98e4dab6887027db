"""Bad input in every place of every operation: refused as a problem, quickly, and nothing has changed.

The operations and their places come from the served OpenAPI document, so a new one is covered by itself. What is bad is
for the document to say. The long form (`tests.trust.lengths`) sends every case, the short one each of so many.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.store import Store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.trust.asking import Answer, ask
from tests.trust.footprint import commits, footprint
from tests.trust.inhabited import (
    BODIES,
    BROWSER,
    CONSUMING,
    CONTENTS,
    QUERIES,
    REFUSED,
    Project,
    good,
    session_of,
    wait_for_imports,
)
from tests.trust.lengths import LONG
from tests.trust.operations import Operation, operations
from tests.trust.spoiling import Case, cases
from tests.web.conftest import SETTINGS, Clock, Server

EVERY = 1 if LONG else 31
"""In the short form, one case of so many."""
FEWEST = 4
"""And of each operation so many and the last, which is bad."""
SECONDS = 3.0
LARGEST = 64 * 1024
INNARDS = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "site-packages", "SELECT ", "INSERT ", "/src/")


def resolver(name: str, port: int) -> Sequence[str]:
    """Knows every name but that of the labelling tool, which nobody may ask."""
    if name == "labels.example":
        raise OSError
    return ["203.0.114.7"]


@pytest.fixture
def server(store: Store, tmp_path: Path) -> Iterator[Server]:
    """A server that does nothing by itself between two requests."""
    exports, pictures = (str(tmp_path / name) for name in ("exports", "pictures"))
    settings = replace(SETTINGS, bad_keys_per_minute=0, export_folder=exports, picture_folder=pictures)
    clock = Clock()
    app = create_app(settings, store=store, clock=clock, resolver=resolver)
    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.services.puller.stop()
        app.state.services.dispatcher.stop()
        yield Server(store, clock, client)


@pytest.fixture
def counted(server: Server) -> Iterator[Callable[[], object]]:
    """A number that a commit changes."""
    with commits(server.store) as found:
        yield found


class Watch:
    """Asks, and holds every answer against what was promised."""

    def __init__(self, server: Server, folder: Path, commits: Callable[[], object]) -> None:
        self._server, self._folder, self._commits = server, folder, commits
        self.look()

    def look(self) -> None:
        """Takes what is stored now as what has to stay."""
        self._settle()
        self._seen, self._print = self._commits(), footprint(self._server.store, self._folder)

    def _settle(self) -> None:
        """Waits for what a write that was taken has started."""
        app: Any = self._server.client.app
        for pool in (app.state.services.chores._short, app.state.services.chores._long):
            pool.submit(int).result()

    def changed(self) -> bool:
        """Whether anything is stored that was not; it counts as seen from then on."""
        seen = self._commits()
        if seen == self._seen:
            return False
        before = self._print
        self.look()
        return self._print != before

    def faults(self, operation: Operation, case: Case, answer: Answer) -> list[str]:
        """What of a case's answer breaks a promise."""
        found = list(_faults(operation, case, answer))
        if answer.status >= 400 and self.changed():
            found.append("it changed something")
        told = f"{operation.name}: {case.value} in {case.place}: {answer.status} {answer.body[:300]!r}"
        return [f"{fault}: {told}" for fault in found]


def _faults(operation: Operation, case: Case, answer: Answer) -> Iterator[str]:
    bad, status = case.is_bad(), answer.status
    if status >= 500 and (bad or status != 502 or "502" not in operation.said["responses"]):
        yield "no answer but a failure"
    if answer.seconds > SECONDS:
        yield f"{answer.seconds:.1f} s"
    if bad and status < 400:
        yield "taken"
    if case.status not in (None, status):
        yield f"not {case.status}"
    if status >= 400 and not _is_problem(answer):
        yield "no problem+json"


def _is_problem(answer: Answer) -> bool:
    if answer.headers["content-type"] != "application/problem+json" or len(answer.body) > LARGEST:
        return False
    problem = json.loads(answer.body, parse_constant=lambda name: pytest.fail(f"{name} in {answer}"))
    told = all(problem[name] for name in ("type", "title", "detail")) and all(e["detail"] for e in problem["errors"])
    same = (problem["status"], problem["instance"]) == (answer.status, answer.headers["x-request-id"])
    return told and same and not any(word in problem["detail"] for word in INNARDS)


class Turn:
    """The project that all ask for, made anew when a request that was taken has used it up."""

    def __init__(self, admin: TestClient, watch: Watch) -> None:
        self._admin, self._watch, self._session = admin, watch, session_of(admin)
        self.project = Project.settled(admin, "site")

    def cases(self, operation: Operation) -> list[Case]:
        """Of an operation, as the project stands."""
        return list(cases(operation, good(operation, self.project, self._session)))

    def good(self, operation: Operation) -> Answer:
        """Asks for what an operation takes."""
        return ask(self._admin, good(operation, self.project, self._session))

    def taken(self, operation: Operation) -> bool:
        """After a request that was taken; whether the project was made anew."""
        if operation.method == "GET":
            assert not self._watch.changed(), f"{operation.name} reads, and changed something"
            return False
        if operation.name == "start_import":
            wait_for_imports(self.project)
        anew = operation.method == "DELETE" or operation.name in CONSUMING
        if anew:
            self._begin_anew()
        self._watch.look()
        return anew

    def _begin_anew(self) -> None:
        self.project.left()
        self._session, self.project = session_of(self._admin), Project.settled(self._admin, "site")


def sent(operation: Operation, turn: Turn, watch: Watch, admin: TestClient) -> Iterator[tuple[bool, list[str]]]:
    """(whether it was bad, what went wrong) of each case that is sent."""
    waiting = turn.cases(operation)
    step = min(EVERY, max(1, len(waiting) // FEWEST))
    for number in sorted({*range(sum(operation.name.encode()) % step, len(waiting), step), len(waiting) - 1}):
        case = waiting[number]
        answer = ask(admin, case.request)
        yield case.is_bad(), watch.faults(operation, case, answer)
        if answer.status < 400 and turn.taken(operation):
            waiting = turn.cases(operation)


def test_bad_input_is_refused_in_every_place_of_every_operation_and_changes_nothing(
    server: Server, counted: Callable[[], object], tmp_path: Path
) -> None:
    admin = server.client
    admin.headers["Authorization"] = f"Bearer {BOOTSTRAP_EXAMPLE}"
    found = operations(admin.get("/openapi.json").json())
    assert {*BODIES, *QUERIES, *CONTENTS, *REFUSED, *BROWSER, *CONSUMING} <= {operation.name for operation in found}
    watch = Watch(server, tmp_path / "pictures", counted)
    bad, wrong, asked = Counter[str](), list[str](), 0
    turn = Turn(admin, watch)
    watch.look()
    for operation in found:
        answer = turn.good(operation)
        if (answer.status >= 400) != (operation.name in REFUSED):
            wrong.append(f"inhabited.py needs a good request: {operation.name}: {answer.status} {answer.body!r}")
        turn.taken(operation)
        for was_bad, faults in sent(operation, turn, watch, admin):
            asked, bad[operation.name] = asked + 1, bad[operation.name] + was_bad
            wrong += faults
    print(f"{asked} cases, {bad.total()} of them bad, over {len(bad)} operations")
    assert not wrong, "\n".join([f"{len(wrong)} faults", *wrong[:100]])
    assert bad.keys() == {operation.name for operation in found}
    assert all(bad.values()), bad
    assert not LONG or bad.total() >= 4_000
