"""The Python client: every operation of the API has a method, and every answer comes back as what it was."""

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

import labelqa
from labelqa.client.client import Client
from labelqa.client.pages import every
from labelqa.client.site import Site
from labelqa.errors import BadFile, BadInput, NotFound, StoreUnavailable
from labelqa.settings import Settings
from labelqa.web.encoding import plain
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.broken_line import Line
from tests.formats.taken import lines, row
from tests.web.conftest import SETTINGS, Server, Started

MADE_OF_OTHERS = {"import_file", "put_picture_file", "close", "project"}
"""Methods that ask nothing themselves."""
BARE = {"/openapi.json", "/docs", "/metrics"}
BROWSERS = {"/v1/session"}
"""For browsers, which must not hold a key; a program has one and sends it."""


def example(parameter: inspect.Parameter) -> Any:
    kind = str(parameter.annotation)
    for sort, value in (("date", date(2026, 11, 2)), ("Iterator", iter(())), ("Mapping", {}), ("Values", {})):
        if sort in kind:
            return value
    for sort, number in (("float", 0.5), ("int", 3), ("bool", True)):
        if re.search(rf"\b{sort}\b", kind):
            return number
    return [] if "Sequence" in kind else Path("out") if "StrPath" in kind else "x"


def methods(of: object) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, method in inspect.getmembers(of, inspect.ismethod):
        if not name.startswith("_") and name not in MADE_OF_OTHERS:
            yield name, method


def asked(monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[tuple[str, str], set[str]]:
    """{(verb, path): names of the query} over all methods, each called with something for every parameter."""
    monkeypatch.chdir(folder)
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen[request.method, request.url.path] |= set(request.url.params)
        return httpx2.Response(200, json={})

    with Client("http://labelqa.test", BOOTSTRAP_EXAMPLE, transport=httpx2.MockTransport(answer)) as client:
        for _, method in (*methods(client), *methods(client.project("x"))):
            parameters = inspect.signature(method).parameters.values()
            arguments = [example(p) for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
            named = {p.name: example(p) for p in parameters if p.kind is p.KEYWORD_ONLY}
            try:
                found = method(*arguments, **named)
                if isinstance(found, Iterator):  # asks when its first row is taken
                    next(found, None)
            except StoreUnavailable:  # the empty answer is none of ours
                continue
    return seen


def test_every_operation_has_a_method_with_all_its_parameters(
    start: Started, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = start(SETTINGS).client.get("/openapi.json").json()
    seen = asked(monkeypatch, tmp_path)
    missing = []
    for path, operations in document["paths"].items():
        pattern = re.compile(re.sub(r"\\{\w+\\}", "x", re.escape(path)))
        for verb, operation in operations.items():
            names = [query for (method, at), query in seen.items() if method == verb.upper() and pattern.fullmatch(at)]
            wanted = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
            free = path.endswith(
                ("/imports", "/export", "/export/manifest")
            )  # any that the API has: `told` and `filters`
            if path in BROWSERS:
                continue
            if not names or (not free and wanted - set().union(*names)):
                missing.append((verb, path, sorted(wanted - set().union(*names))))
    assert not missing


@pytest.fixture
def server(start: Started) -> Server:
    return start(SETTINGS)


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client("http://testserver", BOOTSTRAP_EXAMPLE, transport=Line(server.client)) as found:
        yield found


@pytest.fixture
def site(client: Client) -> Site:
    client.create_project("site 12", task="detection")
    found = client.project("site 12")
    rows = [
        row(image_id=f"{i}.jpg", annotator_id=who, kind=kind, objects=[{"class": "car", "box": [1.5 + k, 2, 30, 40]}])
        for i in range(12)
        for k, (who, kind) in enumerate((("ana", "person"), ("bo", "person"), ("truth", "truth"), ("m1", "model")))
    ]
    assert found.put_images([{"image_id": "0.jpg", "width": 640, "height": 480}]).images.new == 1
    written = found.put_annotations(rows, once="first")
    assert written.annotations.new == 48
    assert found.put_annotations(rows, once="first") == written
    return found


@pytest.mark.parametrize(
    "name",
    ["overview", "agreement", "annotators", "images", "benchmark", "alerts", "consensus", "queue", "reviewers",
     "suggestions", "tracks", "plan_overlap", "plan_labels", "markers", "targets", "deliveries", "assignments",
     "sources", "comments", "export_manifest", "imports"],
)  # fmt: skip
def test_every_answer_comes_back_as_the_json_it_was(site: Site, server: Server, name: str) -> None:
    path = name.replace("_", "/") if name.startswith("plan") else name
    path = {"targets": "alert-targets"}.get(name, path)
    path = {"export_manifest": "export/manifest"}.get(name, path)
    lists = {"markers", "targets", "deliveries", "assignments", "sources", "comments", "imports"}
    folder = "" if name in lists or "/" in path else "quality/"
    served = server.admin.get(f"/v1/projects/site%2012/{folder}{path}").json()
    assert plain(getattr(site, name)()) == served


def test_reports_have_types(site: Site) -> None:
    assert site.overview().classes[0].class_ == "car"
    assert site.agreement(class_="car", since=date(2026, 11, 1)).n_images == 12
    assert site.settings().project_id == "site 12"
    assert site.image("0.jpg").image_id == "0.jpg"
    assert site.me("ana").annotator_id == "ana"


def test_all_pages_of_a_list_are_read(site: Site) -> None:
    pages = list(every(site.images, limit=5, sort="updated_at"))
    assert [len(page.images) for page in pages] == [5, 5, 2]
    assert len({i.image_id for page in pages for i in page.images}) == 12


def test_what_the_server_refuses_is_raised_as_it_meant(client: Client, site: Site) -> None:
    with pytest.raises(NotFound):
        client.project("nowhere").overview()
    with pytest.raises(BadInput, match="boxes"):
        site.put_annotations([row(objects=[{"class": "car", "boxes": [1]}])])


def test_verdicts_files_and_keys_go_both_ways(client: Client, site: Site, tmp_path: Path) -> None:
    verdict = {"image_id": "0.jpg", "annotator_id": "ana", "verdict": "approved", "reviewer_id": "rui"}
    stored = site.review([verdict])
    assert site.undo_review(stored.reviews[0].review_id).revision > stored.revision
    manifest = site.export(tmp_path / "out.jsonl", kind="truth")
    assert site.export_manifest(kind="truth") == manifest
    assert manifest.sha256 == sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
    assert manifest.annotations == len((tmp_path / "out.jsonl").read_text().splitlines()) == 12
    states = []
    done = client.project("site 12").import_file(
        lines(tmp_path / "more.jsonl", row(image_id="new")), watch=states.append
    )
    assert (done.state, done.summary["annotations"]) == ("done", 1)  # type: ignore[index]
    with pytest.raises(BadFile, match="no format does"):
        site.import_file(lines(tmp_path / "bad.jsonl", "nothing"))
    deep = tmp_path.joinpath(*(letter * 200 for letter in "abc"))  # too long for a name
    deep.mkdir(parents=True)
    assert site.import_file(lines(deep / "more.jsonl", row(image_id="newer"))).state == "done"
    made = client.create_key("reader", ["read"], projects=["site 12"])
    client.revoke_key(made.key_id)
    assert client.key(made.key_id).revoked_at is not None
    assert [client.alive(), client.ready()] == [True, True]


@pytest.fixture
def line(server: Server, site: Site, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr("labelqa.egress.download.PAUSE", 0)
    return Line(server.admin)


def over(line: Line) -> Site:
    return Client("http://testserver", BOOTSTRAP_EXAMPLE, transport=line).project("site 12")


def test_an_export_goes_on_where_the_line_broke_also_in_a_later_call(line: Line, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"kind": "person", "verdict": ("unreviewed", "approved"), "exclude_disputed": False}
    line.breaks = [500, 300, 0, 0, 0, 0, 0]
    with pytest.raises(StoreUnavailable, match="the line is dead"):
        over(line).export(tmp_path / "out.jsonl", **asked)
    assert not (tmp_path / "out.jsonl").exists()
    manifest = over(line).export(tmp_path / "out.jsonl", **asked)
    assert line.ranges[:2] == [None, "bytes=500-"]
    assert set(line.ranges[2:]) == {"bytes=800-"}
    assert manifest.sha256 == sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
    assert (manifest.annotations, manifest.filters["verdict"]) == (24, ["unreviewed", "approved"])
    assert list(tmp_path.glob("out*")) == [tmp_path / "out.jsonl"]


def test_labels_that_change_meanwhile_are_downloaded_again_and_three_times_are_enough(
    line: Line, site: Site, tmp_path: Path
) -> None:
    def change() -> object:
        return site.put_annotations([row(image_id=f"new {len(line.asked)}")])

    line.between = [change, change]
    manifest = over(line).export(tmp_path / "out.jsonl")
    assert manifest.sha256 == sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
    assert (manifest.annotations, line.ranges) == (50, [None] * 3)
    line.between = [change, change, change]
    with pytest.raises(StoreUnavailable, match="the labels changed whenever"):
        over(line).export(tmp_path / "out.jsonl")


def test_an_answer_of_another_version_says_so() -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={"project_id": 3}))
    with pytest.raises(
        StoreUnavailable, match=r"/project_id: 3 is not what this version knows; are both of one version"
    ):
        Client("http://labelqa.test", BOOTSTRAP_EXAMPLE, transport=transport).project("x").overview()


def test_the_package_itself_loads_nothing_until_it_is_asked() -> None:
    assert labelqa.Client is Client
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        labelqa.nothing  # noqa: B018


def test_settings_change_and_a_project_goes(client: Client, site: Site) -> None:
    assert site.change(name="north").name == "north"
    site.remove()
    assert client.projects().projects == []
    assert Settings().host == "127.0.0.1"
