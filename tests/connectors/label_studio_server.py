"""A Label Studio on this machine, as far as its API matters here: tasks, annotations, tokens, filters, webhooks.

It behaves like the real one where that can hurt: addresses without a last slash are redirected, a page after the last
one is a 404, a personal access token buys a token for a few requests, and images are resolved unless that is declined.
What goes wrong is planned in `faults`: what a request is answered with instead, by its number.
"""

import copy
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

LEGACY = "0123456789abcdef0123456789abcdef01234567"
PERSONAL = "eyJhbGciOiJIUzI1NiJ9.eyJ0b2tlbl90eXBlIjoicmVmcmVzaCJ9.c2lnbmF0dXJl"
CONFIG = """<View><Image name="image" value="$image"/>
<RectangleLabels name="label" toName="image"><Label value="car"/><Label value="van"/></RectangleLabels></View>"""
START = datetime(2026, 11, 2, 9, 0, 0, tzinfo=UTC)


def region(x: float = 10.0, class_name: str = "car") -> dict[str, Any]:
    """A box in percent of an image of 640 x 480 pixels."""
    return {
        "id": f"r{x}", "type": "rectanglelabels", "from_name": "label", "to_name": "image",
        "original_width": 640, "original_height": 480, "image_rotation": 0, "origin": "manual",
        "value": {"x": x, "y": 20.0, "width": 25.0, "height": 25.0, "rotation": 0, "rectanglelabels": [class_name]},
    }  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What a request is answered with instead: a status and headers, or late, or not at all."""

    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False


@dataclass
class LabelStudioServer:
    """Its state and what people do in it. `events`: the webhooks that it would have sent, in order."""

    port: int = 0
    project: int = 7
    tasks: dict[int, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    valid: set[str] = field(default_factory=lambda: {LEGACY, PERSONAL})
    access_lasts: int = 1000
    filters: bool = True
    users: list[dict[str, Any]] = field(default_factory=list)
    lock: Any = field(default_factory=Lock)
    _access: dict[str, int] = field(default_factory=dict)
    _ticks: int = 0
    _ids: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # what people do

    def add_task(self, image: str | None = None, number: int | None = None) -> int:
        with self.lock:
            number = number or max(self.tasks, default=0) + 1
            now = self._now()
            self.tasks[number] = {
                "id": number, "project": self.project, "data": {"image": image or f"s3://bucket/{number}.jpg"},
                "annotations": [], "predictions": [], "drafts": [], "meta": {}, "created_at": now, "updated_at": now,
            }  # fmt: skip
            self._tell("TASKS_CREATED", tasks=[{"id": number}])
        return number

    def annotate(self, task: int, who: int, x: float = 10.0, **more: Any) -> int:
        with self.lock:
            now = self._now()
            number = self._id()
            self.tasks[task]["annotations"].append({
                "id": number, "completed_by": {"id": who, "email": f"{who}@example.com"}, "task": task,
                "result": [region(x)], "was_cancelled": False, "ground_truth": False, "lead_time": 12.5,
                "created_at": now, "updated_at": now, **more,
            })  # fmt: skip
            self.tasks[task]["updated_at"] = now
            self._tell("ANNOTATION_CREATED", annotation={"id": number}, task={"id": task})
        return number

    def change(self, task: int, annotation: int, x: float) -> None:
        with self.lock:
            now = self._now()
            found = self._annotation(task, annotation)
            found |= {"result": [region(x)], "updated_at": now}
            self.tasks[task]["updated_at"] = now
            self._tell("ANNOTATION_UPDATED", annotation={"id": annotation}, task={"id": task})

    def remove(self, task: int, annotation: int) -> None:
        with self.lock:
            rows = self.tasks[task]["annotations"]
            rows.remove(self._annotation(task, annotation))
            self.tasks[task]["updated_at"] = self._now()
            self._tell("ANNOTATIONS_DELETED", annotations=[{"id": annotation}])

    def delete_task(self, task: int) -> None:
        with self.lock:
            del self.tasks[task]
            self._tell("TASKS_DELETED", tasks=[{"id": task}])

    def _annotation(self, task: int, annotation: int) -> dict[str, Any]:
        return next(a for a in self.tasks[task]["annotations"] if a["id"] == annotation)

    def _tell(self, action: str, **more: Any) -> None:
        self.events.append({"action": action, "project": {"id": self.project}, **copy.deepcopy(more)})

    def _now(self) -> str:
        """Whole seconds are written without a fraction, as by the real one."""
        self._ticks += 1
        return (START + timedelta(milliseconds=500 * self._ticks)).isoformat().replace("+00:00", "Z")

    def _id(self) -> int:
        self._ids += 1
        return self._ids

    # what the API answers

    def answer(self, method: str, path: str, query: dict[str, str], token: str, body: Any) -> tuple[int, Any]:
        if not path.endswith("/"):
            return 301, None
        if path == "/api/token/refresh/":
            return self._refreshed(body)
        if not self._may(token):
            return 401, {"detail": "Invalid token."}
        if path == f"/api/projects/{self.project}/":
            return 200, {"id": self.project, "title": "Cars", "task_number": len(self.tasks), "label_config": CONFIG}
        if path == "/api/users/":
            return (200, self.users) if self.users else (403, {"detail": "You do not have permission."})
        if path == "/api/tasks/":
            return self._listed(query)
        number = path.removeprefix("/api/tasks/").rstrip("/")
        task = self.tasks.get(int(number)) if number.isdecimal() else None
        if task is None:
            return 404, {"detail": "Not found."}
        if method == "PATCH":
            task |= body | {"updated_at": self._now()}
        return 200, _shown(task, query)

    def _refreshed(self, body: Any) -> tuple[int, Any]:
        if body.get("refresh") not in self.valid:
            return 401, {"detail": "Token is invalid or expired"}
        access = f"access{self._id()}"
        self._access[access] = self.access_lasts
        return 200, {"access": access}

    def _may(self, token: str) -> bool:
        scheme, _, text = token.partition(" ")
        if scheme == "Token":
            return text == LEGACY and text in self.valid
        left = self._access.get(text, 0)
        self._access[text] = left - 1
        return scheme == "Bearer" and left > 0

    def _listed(self, query: dict[str, str]) -> tuple[int, Any]:
        found = [t for t in self.tasks.values() if str(t["project"]) == query.get("project")]
        found.sort(key=lambda t: t["id"])
        if self.filters and "query" in query:
            wanted = json.loads(query["query"])
            for one in wanted["filters"]["items"]:
                found = [t for t in found if _passes(t, one)]
            (order,) = wanted["ordering"]
            found.sort(key=lambda t: _value(t, order))
        page, size = int(query.get("page", 1)), min(int(query.get("page_size", 30)), 100)
        shown = found[(page - 1) * size : page * size]
        if page > 1 and not shown:
            return 404, {"detail": "Invalid page."}
        return 200, {"total": len(found), "tasks": [_shown(t, query, query.get("fields") == "all") for t in shown]}


def _passes(task: dict[str, Any], one: dict[str, Any]) -> bool:
    value, given = _value(task, one["filter"].removeprefix("filter:")), one["value"]
    if one["type"] == "Datetime":
        given = datetime.strptime(given, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    compare = {
        "greater": lambda: value > given, "less": lambda: value < given, "equal": lambda: value == given,
        "greater_or_equal": lambda: value >= given, "less_or_equal": lambda: value <= given,
    }  # fmt: skip
    return bool(compare[one["operator"]]())


def _value(task: dict[str, Any], name: str) -> Any:
    value = task[name.removeprefix("tasks:")]
    return datetime.fromisoformat(value) if name.endswith("_at") else value


def _shown(task: dict[str, Any], query: dict[str, str], whole: bool = True) -> dict[str, Any]:
    found = copy.deepcopy(task)
    if query.get("resolve_uri") != "false":
        found["data"]["image"] = f"/tasks/{task['id']}/resolve/?fileuri=czM6Ly8"
    return found if whole else {k: v for k, v in found.items() if k not in ("annotations", "predictions", "drafts")}


@contextmanager
def label_studio() -> Iterator[LabelStudioServer]:
    """A server that runs in a thread."""
    state = LabelStudioServer()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            with state.lock:
                state.requests.append(f"{self.command} {parts.path}")
                fault = state.faults.pop(len(state.requests), None)
            if fault is not None:
                time.sleep(fault.delay)
            if fault is not None and fault.drop:
                self.close_connection = True
                return
            if fault is not None and fault.status != 200:
                self._send(fault.status, {"detail": "secret inner words"}, fault.headers)
                return
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            with state.lock:
                status, value = state.answer(
                    self.command, parts.path, query, self.headers.get("Authorization", ""), body
                )
            self._send(status, value, {"Location": f"{parts.path}/"} if status == 301 else {})

        do_GET = do_POST = do_PATCH = _serve  # noqa: N815

        def _send(self, status: int, value: Any, headers: dict[str, str]) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, text in headers.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
