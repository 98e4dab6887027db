"""A project in which every operation finds what it needs, and the requests that are good as they are."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx2

from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.painted import painted
from tests.trust.asking import Request, query
from tests.trust.operations import JSON, Operation, sample
from tests.web.conftest import row

ANA = {"image_id": "img_0", "annotator_id": "ana"}
WHEN = "2026-11-02T09:14:03Z"
TARGET = {"kind": "webhook", "url": "https://hooks.example/T0"}
SOURCE = {"kind": "label_studio", "address": "https://labels.example", "token": "t0", "options": {"project": 7}}
BODIES: dict[str, Any] = {
    "post_project": {"project_id": "another"},
    "patch_project": {"name": "Site"},
    "post_images": {"images": [{"image_id": "img_9"}]},
    "post_annotations": {"annotations": [row("img_9", "bo", reviews=[{"verdict": "approved"}])]},
    "post_reviews": {"reviews": [{**ANA, "verdict": "approved"}]},
    "post_bulk_review": {"verdict": "approved", "where": {"annotator_id": "ana"}},
    "post_comment": {"image_id": "img_0", "text": "look"},
    "post_assignments": {"role": "annotator", "assignees": ["bo"], "image_ids": ["img_0"]},
    "acknowledge_alert": {"why": "known"},
    "post_marker": {"at": WHEN, "kind": "guideline", "text": "version 2"},
    "post_target": TARGET,
    "patch_target": {"name": "Team"},
    "post_source": SOURCE,
    "patch_source": {"name": "Cars"},
    "create_key": {"name": "k", "scopes": ["read"]},
    "post_session": {"key": BOOTSTRAP_EXAMPLE},
}
"""Of operations whose schema allows more than they take, or whose good request says more than it must."""
QUERIES: dict[str, list[tuple[str, bytes]]] = {
    "delete_annotation": [("image_id", b"img_0"), ("annotator_id", b"ana")],
    "delete_assignments": [("assignee", b"bo")],
    "get_events": [("follow", b"false")],
    "get_comparison": [("days", b"7")],
    "get_me": [("annotator", b"ana")],
    "post_pictures": [("image_id", b"img_0")],
}
CONTENTS = {
    "start_import": json.dumps(row("img_8")).encode(),
    "post_pictures": painted("PNG"),
    "post_hook": b"{}",
}
REFUSED = {"cancel_import"}
"""Good requests that are refused all the same: no import takes so long."""
BROWSER = {"get_session", "delete_session"}
CONSUMING = {"rotate_key", "post_project"}
"""What can be done once, like deletions, or leaves projects of hostile names behind."""


@dataclass
class Project:
    """The ids of what is in it."""

    client: httpx2.Client
    name: str
    ids: dict[str, str] = field(default_factory=dict)
    hook_secret: str = ""

    @classmethod
    def settled(cls, admin: httpx2.Client, name: str) -> "Project":
        """A project with one of everything."""
        found = cls(admin, name)
        found._label()
        found._judge()
        found._connect()
        return found

    def left(self) -> None:
        """Takes every project away, and the key."""
        while found := self.client.get("/v1/projects").json()["projects"]:
            for project in found:
                gone = self.client.delete(f"/v1/projects/{quote(project['project_id'], safe='')}")
                assert gone.status_code == 204, gone.text
        self.client.delete(f"/v1/keys/{self.ids['key_id']}")

    def _post(self, path: str, **sent: Any) -> dict[str, Any]:
        answer = self.client.post(f"/v1/projects/{self.name}/{path}", **sent)
        assert answer.status_code in (200, 201, 202), (path, answer.text)
        return dict(answer.json())

    def _label(self) -> None:
        made = self.client.post("/v1/projects", json={"project_id": self.name})
        assert made.status_code == 201, made.text
        cars = [{"class": "car", "box": [k % 40 * 20, k // 40 * 20, 9, 9]} for k in range(120)]
        vans = [{"class": "van", "box": [1, 900, 9, 9]}] * 10
        rows = [row(**ANA, objects=cars + vans)]
        rows += [row(f"img_{i}", who, x=10.0 + i) for i in (1, 2) for who in ("ana", "bo")]
        rows += [row("img_1", "gt", kind="truth", seconds=None), row("img_1", "net", kind="model", seconds=None)]
        self._post("annotations", json={"annotations": rows})
        self.ids |= {"project_id": self.name, "image_id": "img_0"}
        started = self._post("imports", content=json.dumps(row("img_7")).encode())
        self.ids["import_id"] = started["import_id"]
        self._post("pictures?image_id=img_0", content=painted("PNG"))
        wait_for_imports(self)

    def _judge(self) -> None:
        self._post("reviews", json={"reviews": [{**ANA, "verdict": "rejected", "reviewer_id": "lea"}]})
        shown = self.client.get(f"/v1/projects/{self.name}/images/img_0").json()
        self.ids["review_id"] = shown["annotations"][0]["reviews"][0]["review_id"]
        self.ids["comment_id"] = self._post("comments", json=BODIES["post_comment"])["comment_id"]
        self._post("assignments", json={"role": "annotator", "assignees": ["bo"], "image_ids": ["img_1"]})
        self.ids["marker_id"] = self._post("markers", json=BODIES["post_marker"])["marker_id"]
        alerts = self.client.get(f"/v1/projects/{self.name}/quality/alerts").json()["alerts"]
        self.ids["alert_id"] = alerts[0]["alert_id"]
        self._post(f"alerts/{self.ids['alert_id']}/acknowledge", json={})

    def _connect(self) -> None:
        self.ids["target_id"] = self._post("alert-targets", json=TARGET)["target_id"]
        self.ids["message_id"] = self._post(f"alert-targets/{self.ids['target_id']}/test")["message_id"]
        source = self._post("sources", json=SOURCE)
        self.ids["source_id"], self.hook_secret = source["source_id"], source["hook_secret"]
        self.ids["key_id"] = self.client.post("/v1/keys", json=BODIES["create_key"]).json()["key_id"]
        before = self._sessions()
        self._sign_in_elsewhere()
        (self.ids["session_id"],) = self._sessions() - before

    def _sign_in_elsewhere(self) -> None:
        """As another browser does: to sign in anew would end the session that the client has."""
        own = httpx2.Cookies(self.client.cookies)
        self.client.cookies.clear()
        session_of(self.client)
        self.client.cookies = own

    def _sessions(self) -> set[str]:
        return {one["session_id"] for one in self.client.get("/v1/sessions").json()["sessions"]}


def wait_for_imports(project: Project) -> None:
    """Until none of the project's imports is under way."""
    for _ in range(2_000):
        found = project.client.get(f"/v1/projects/{project.name}/imports").json().get("imports", ())
        if all(one["state"] not in ("queued", "running") for one in found):
            return
        time.sleep(0.01)
    raise AssertionError("an import does not end")


def session_of(admin: httpx2.Client) -> str:
    """The cookie of a browser that has signed in."""
    answer = admin.post("/v1/session", json={"key": BOOTSTRAP_EXAMPLE}, headers={"X-Labelqa": "1"})
    assert answer.status_code == 204, answer.text
    return str(answer.headers["set-cookie"].partition(";")[0])


def good(operation: Operation, project: Project, session: str) -> Request:
    """The request that an operation takes as it is: from the tables above, else from the document alone."""
    place = operation.path.format(**{name: project.ids.get(name, "x1") for name in operation.parameters("path")})
    headers: list[tuple[bytes, bytes]] = [(b"authorization", f"Bearer {BOOTSTRAP_EXAMPLE}".encode())]
    if operation.name in BROWSER:
        headers = [(b"cookie", session.encode()), (b"x-labelqa", b"1")]
    elif operation.name == "post_hook":
        headers = [(b"x-labelqa-secret", project.hook_secret.encode())]
    elif operation.name == "post_session":
        headers = [(b"x-labelqa", b"1")]
    if operation.media:
        headers.append((b"content-type", operation.media.encode()))
    return Request(operation.method, place, query(pairs(operation)), tuple(headers), content(operation))


def pairs(operation: Operation) -> list[tuple[str, bytes]]:
    """The query of the good request."""
    required = {name: p for name, p in operation.parameters("query").items() if p.get("required")}
    made = [(name, str(sample(p["schema"], operation.schemas)).encode()) for name, p in required.items()]
    return QUERIES.get(operation.name, made)


def body(operation: Operation) -> Any:
    """The JSON body of the good request."""
    return BODIES.get(operation.name, sample(operation.body, operation.schemas))


def content(operation: Operation) -> bytes:
    if operation.media == JSON:
        return json.dumps(body(operation)).encode()
    return CONTENTS.get(operation.name, b"") if operation.media else b""
