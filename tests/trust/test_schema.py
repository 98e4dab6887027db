"""What the served OpenAPI document promises, checked by schemathesis against a server that listens: every check it has.

Each operation is asked with what the document allows at its edges and beyond them, with what chance draws, and in
chains, where one answer names what the next request is about. The long form (`tests.trust.lengths`) draws 50 examples
for each operation.
"""

import re
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import Status, events, from_schema

from labelqa.app import create_app
from labelqa.store import open_store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.databases import SqliteFiles
from tests.trust.inhabited import Project
from tests.trust.lengths import LONG
from tests.web.conftest import SETTINGS
from tests.web.streams import served

EXAMPLES = 50 if LONG else 2
"""Of each operation, and of chains."""
EDGES = 1 if LONG else 4
"""Of one operation in so many, the edges of every value as well."""
PHASES = ("examples", "coverage", "fuzzing", "stateful")
CHECKS = frozenset({
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header",
    "unsupported_method", "allow_header_conformance", "use_after_free", "ensure_resource_availability", "ignored_auth",
    "object_level_authorization",
})  # fmt: skip
"""All that look at each answer."""
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "414", "415", "422", "429", "431"]
"""What a request may be answered that the document does not allow."""
TAKEN = ["2xx", "3xx", "401", "403", "404", "409", "412", "416", "429", "502"]
"""What one may be that it allows: no schema says what exists, what is stale and how long a file is."""
ELSEWHERE = {
    (
        "allow_header_conformance",
        "post_bulk_review",
    ): "DELETE is that of a review whose id is `bulk`: the paths overlap",
    ("response_schema_conformance", "get_events"): "the schema is that of the whole text, and is held to one message",
    ("positive_data_acceptance", "get_comparison"): "days or four dates: which go together no parameter can say",
    ("positive_data_acceptance", "get_export"): "what a consensus knows, and splits that add up, depend on each other",
    ("positive_data_acceptance", "get_export_manifest"): "the same query",
    ("positive_data_acceptance", "delete_assignments"): "one of four parameters, which none of them can say",
    ("positive_data_acceptance", "agreement"): "drift is of the whole project: it goes with no filter",
    ("positive_data_acceptance", "benchmark"): "one profile has no figures of one class",
    ("positive_data_acceptance", "images"): "an image to begin with has to be in the series that is asked for",
    ("positive_data_acceptance", "post_images"): "rows of one batch have to fit together, and with what is stored",
    ("positive_data_acceptance", "create_key"): "which scopes stand alone, and what an annotator's own key may hold",
    ("positive_data_acceptance", "post_bulk_review"): "an annotator who has to be there",
    ("positive_data_acceptance", "get_me"): "whose view it is has to be said by a key that is nobody's own",
    ("positive_data_acceptance", "acknowledge_alert"): "until a time that is still to come",
    ("positive_data_acceptance", "post_comment"): "a box may be too small for a number to hold its area",
    ("positive_data_acceptance", "post_assignments"): "images that are there, and no more persons for each than named",
    ("positive_data_acceptance", "patch_target"): "whether `url` or `to` is taken is up to the kind that is stored",
    ("positive_data_acceptance", "patch_source"): "which options there are is up to the kind that is stored",
    ("positive_data_acceptance", "post_source"): "which options there are is up to the tool",
    ("positive_data_acceptance", "patch_project"): "which thresholds there are is up to the rule",
    ("positive_data_acceptance", "post_project"): "the same settings",
    (
        "positive_data_acceptance",
        "post_annotations",
    ): "no schema says that runs add up to a mask and rings have an area",
    ("positive_data_acceptance", "post_reviews"): "the same shapes, and annotations that have to be there",
    ("positive_data_acceptance", "post_pictures"): "any file may be sent; whether it is a picture its content says",
}
"""What a check cannot see: (check, operation) that are left out, and why."""
KNOWN = {"annotator": "ana", "class": "car", "model": "net"}
"""Names in a query that have to be there in the project."""
OPAQUE = ("cursor", "video")
"""Values that only the server gives out; and no image here is a frame."""


def resolver(name: str, port: int) -> Sequence[str]:
    """Every name leads to the public internet, where nobody answers."""
    return ["203.0.114.7"]


@pytest.fixture
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def near_look_up(host: Any, *more: Any, **options: Any) -> Any:
        if host != "127.0.0.1":
            raise OSError
        return look_up(host, *more, **options)

    def near(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_INET and address[0] != "127.0.0.1":
            raise ConnectionRefusedError
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", near)
    monkeypatch.setattr(socket, "getaddrinfo", near_look_up)


@dataclass(frozen=True)
class World:
    """A server that listens, a project with one of everything, and the id of the key that asks."""

    url: str
    project: Project
    own_key: str


@pytest.fixture
def world(sqlite_files: SqliteFiles, tmp_path: Path, _nobody_answers: None) -> Iterator[World]:
    folders = {"export_folder": str(tmp_path / "exports"), "picture_folder": str(tmp_path / "pictures")}
    mail = {"smtp_host": "127.0.0.1", "smtp_from": "qa@example.com"}
    settings = replace(SETTINGS, bad_keys_per_minute=0, **folders, **mail)  # type: ignore[arg-type]
    with sqlite_files.migrated(tmp_path) as database:
        store = open_store(database)
        app = create_app(settings, store=store, resolver=resolver)
        with served(app) as url, httpx2.Client(base_url=url, timeout=60, headers=HEADERS) as client:
            app.state.services.puller.stop()
            app.state.services.dispatcher.stop()
            (own,) = client.get("/v1/keys").json()["keys"]
            yield World(url, Project.settled(client, "site"), own["key_id"])
        store.close()


HEADERS = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}


@pytest.fixture
def _inhabited(world: World) -> Iterator[None]:
    """Requests that the document allows ask for what is there; none takes away the key that asks."""

    number = count()

    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        if case.path_parameters.get("key_id") == world.own_key:
            case.path_parameters["key_id"] = "another"
        if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.HEADER):
            _ask_once(case, next(number))
        if (
            isinstance(case.body, dict)
            and "image_ids" in case.body
            and case.meta
            and not case.meta.is_negative_at(ParameterLocation.BODY)
        ):
            case.body["image_ids"] = case.body["image_ids"] and ["img_0"]
        if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.BODY):
            case.body = _whole(case.body)
        chained = case.meta is None or case.meta.phase.name.value == "stateful"
        if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.QUERY):
            _ask_for_what_is_known(case, chained)
        if not chained and not case.meta.is_negative_at(ParameterLocation.PATH):
            for name in case.path_parameters.keys() & world.project.ids.keys():
                if not _takes_away(case, name):
                    case.path_parameters[name] = world.project.ids[name]

    schemathesis.hook(before_call)
    yield
    schemathesis.hooks.unregister(before_call)


def _ask_once(case: Any, number: int) -> None:
    """An Idempotency-Key stands for one request."""
    for name in [name for name in case.headers if name.lower() == "idempotency-key"]:
        case.headers[name] = f"request {number}"


def _whole(value: Any) -> Any:
    """Whole numbers written as such: a schema takes 7.0 for one, and we do not, as 7.0 is somebody's slip."""
    if isinstance(value, dict):
        return {name: _whole(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_whole(below) for below in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _takes_away(case: Any, name: str) -> bool:
    """Whether the request would delete the project, or what later requests ask for."""
    return case.operation.method.upper() == "DELETE" and (name != "project_id" or case.path.endswith("{project_id}"))


def _ask_for_what_is_known(case: Any, chained: bool) -> None:
    if "since" in case.query:  # of two days, the second does not come before the first
        case.query.pop("until", None)
    for name in case.query.keys() & {*KNOWN, *OPAQUE} if case.operation.method.upper() == "GET" else ():
        if chained or name in OPAQUE:
            del case.query[name]
        elif isinstance(case.query[name], str):
            case.query[name] = KNOWN[name]


def plain(schema: Any) -> Any:
    """The document with every row of equal places told as a list, since schemathesis mixes up the ways to tell rows."""
    if isinstance(schema, list):
        return [plain(below) for below in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: plain(below) for name, below in schema.items()}
    places = found.get("prefixItems", [])
    if places and all(place == places[0] for place in places):
        found["items"] = found.pop("prefixItems")[0]
    return found


def configured(document: dict[str, Any], url: str) -> SchemathesisConfig:
    names = sorted(said["operationId"] for path in document["paths"].values() for said in path.values())
    left_out = [
        {"include-operation-id": operation, "checks": {check: {"enabled": False}}} for check, operation in ELSEWHERE
    ]
    drawn = [
        {"include-operation-id": name, "phases": {"coverage": {"enabled": False}}}
        for at, name in enumerate(names)
        if at % EDGES
    ]
    wrote_back = {"not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "502"]}}  # the tool's failure
    return SchemathesisConfig.from_dict({
        "base-url": url,
        "headers": HEADERS,
        "seed": 1,
        "continue-on-failure": True,
        "request-timeout": 60,
        "max-stream-events": 1,
        "generation": {"max-examples": EXAMPLES, "database": "none"},
        "phases": {name: {"enabled": True} for name in PHASES},
        "checks": {
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "positive_data_acceptance": {"expected-statuses": TAKEN},
        },
        "operations": [*drawn, *left_out, {"include-operation-id": "post_write_back", "checks": wrote_back}],
    })  # fmt: skip


def _nothing_wrong(check: str, case: Any) -> bool:
    """True for a request that was to be refused for a body left out, where it may be left out."""
    if check != "negative_data_rejection" or not isinstance(case.body, NotSet):
        return False
    elsewhere = (ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.HEADER)
    optional = not case.operation.definition.raw.get("requestBody", {}).get("required", False)
    return optional and not any(case.meta.is_negative_at(location) for location in elsewhere)


def _told(event: events.ScenarioFinished) -> Iterator[str]:
    """What failed in a scenario, in a line each."""
    recorder = event.recorder
    for case_id, results in recorder.checks.items():
        for result in results:
            if result.status == Status.FAILURE and not _nothing_wrong(result.name, recorder.cases[case_id].value):
                case, asked = recorder.cases[case_id].value, recorder.interactions[case_id]
                said = "nothing" if asked.response is None else asked.response.content[:300]
                why = re.sub(r"\s+", " ", str(result.failure_info and result.failure_info.failure.message))
                sent = f"{case.path_parameters} {case.query} {case.headers} {case.body!r}"[:600]
                yield f"{result.name}: {case.operation.label} ({event.phase.value}): {why[:300]}: {sent}: {said!r}"


@pytest.mark.usefixtures("_inhabited")
def test_every_operation_keeps_what_the_document_promises(world: World) -> None:
    schemathesis.openapi.format(
        "uri", st.sampled_from(["https://hooks.example/a", "http://8.8.8.8", "https://a.example"])
    )
    times = st.datetimes(datetime(1971, 1, 2), datetime(2199, 12, 30)).map(lambda when: f"{when.isoformat()}Z")
    schemathesis.openapi.format("date-time", times)
    schemathesis.openapi.format("email", st.just("qa@example.com"))
    document = plain(httpx2.get(f"{world.url}/openapi.json").json())
    schema = schemathesis.openapi.from_dict(document, config=configured(document, world.url))
    wrong, cases, checks, asked = list[str](), Counter[str](), Counter[str](), Counter[str]()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            cases[event.phase.value] += len(event.recorder.cases)
            checks.update(result.name for results in event.recorder.checks.values() for result in results)
            asked.update(node.value.operation.label for node in event.recorder.cases.values())
            wrong += _told(event)
        elif isinstance(event, events.NonFatalError):
            wrong.append(f"{event.label}: {event.info.title}: {event.info.message[:500]}")
    print(f"{len(asked)} operations, {dict(cases)} cases, {dict(checks)} checks")
    assert not wrong, "\n".join([f"{len(wrong)} faults", *wrong[:200]])
    assert checks.keys() == CHECKS
    assert len(asked) == sum(len(path) for path in document["paths"].values()), "every operation was asked"
    assert {"coverage", "fuzzing", "stateful"} <= cases.keys()
