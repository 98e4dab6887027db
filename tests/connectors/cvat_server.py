"""A CVAT on this machine: answers in the shapes of the real one, pages, filters, sorts, refuses and fails as told."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "0123456789abcdef0123456789abcdef01234567"
ELSEWHERE = "http://elsewhere.example"
"""Where a list says that its next page is: nobody may go there."""
Row = dict[str, Any]
COLUMNS = ("scope", "obj_name", "obj_id", "obj_val", "source", "timestamp", "count", "duration", "project_id",
           "task_id", "job_id", "user_id", "user_name", "org_id", "payload", "request_id")  # fmt: skip
STAMP = "2026-11-02T09:00:00.000000Z"


@dataclass
class Cvat:
    """What this CVAT holds. `faults`: statuses that the next requests of a path get instead; `log`: CSV of a job.

    `log_style`: `new` (since 2025), `old`, or the status with which it is refused. `before`: called at each request.
    """

    port: int = 0
    keys: dict[str, str] = field(default_factory=lambda: {KEY: "Token"})
    orgs: set[str] = field(default_factory=set)
    users: dict[int, str] = field(default_factory=dict)
    projects: dict[int, Row] = field(default_factory=dict)
    tasks: dict[int, Row] = field(default_factory=dict)
    jobs: dict[int, Row] = field(default_factory=dict)
    labels: dict[int, list[Row]] = field(default_factory=dict)
    metas: dict[int, Row] = field(default_factory=dict)
    job_metas: dict[int, Row] = field(default_factory=dict)
    layouts: dict[int, Row] = field(default_factory=dict)
    annotations: dict[int, Row] = field(default_factory=dict)
    issues: dict[int, Row] = field(default_factory=dict)
    comments: dict[int, Row] = field(default_factory=dict)
    events: dict[int, list[Row]] = field(default_factory=dict)
    log_style: str | int = 403
    faults: dict[str, list[int]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    before: Callable[[str], None] = lambda path: None
    exports: dict[str, int] = field(default_factory=dict)
    sorts: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, path: str, method: str = "GET") -> int:
        """How often a path was asked for."""
        return sum(1 for verb, asked, _ in self.requests if (verb, asked) == (method, path))

    def task(self, number: int, names: list[str], *, size: int = 100, project: int | None = None, **meta: Any) -> None:
        """A task of images of size x size pixels, whose one class is `car`, unless labels were given."""
        self.tasks[number] = {"id": number, "name": f"task {number}", "project_id": project, "mode": "annotation"}
        frames = [{"width": size, "height": size, "name": name, "related_files": 0} for name in names]
        self.metas[number] = {"chunk_size": 36, "size": len(names), "image_quality": 70, "start_frame": 0,
                              "stop_frame": len(names) - 1, "frame_filter": "", "frames": frames, "deleted_frames": [],
                              "included_frames": None, **meta}  # fmt: skip
        self.labels.setdefault(number, [label(1, "car")])

    def job(self, number: int, task: int, first: int, last: int, **more: Any) -> Row:
        """A job on frames of a task; new and unassigned unless told otherwise."""
        self.jobs[number] = {
            "url": f"{self.url}/api/jobs/{number}", "id": number, "task_id": task,
            "project_id": self.tasks[task]["project_id"], "assignee": None, "guide_id": None, "dimension": "2d",
            "bug_tracker": "", "status": "annotation", "stage": "annotation", "state": "new",
            "mode": self.tasks[task]["mode"], "frame_count": last - first + 1, "start_frame": first,
            "stop_frame": last, "data_chunk_size": 36, "created_date": STAMP, "updated_date": STAMP,
            "issues": {"url": "", "count": 0}, "labels": {"url": ""}, "type": "annotation", "organization": None,
            "target_storage": None, "source_storage": None, "assignee_updated_date": None, "parent_job_id": None,
            "consensus_replicas": 0, **more,
        }  # fmt: skip
        self.annotations.setdefault(number, {"version": 0, "tags": [], "shapes": [], "tracks": []})
        return self.jobs[number]

    def user(self, number: int, name: str) -> Row:
        """Somebody with an account, as jobs name them."""
        self.users[number] = name
        return {"url": f"{self.url}/api/users/{number}", "id": number, "username": name, "first_name": "",
                "last_name": ""}  # fmt: skip

    def issue(self, number: int, job: int, frame: int, *texts: str, resolved: bool = False) -> None:
        """An issue with its comments."""
        self.issues[number] = {"id": number, "frame": frame, "position": [1.0, 1.0, 9.0, 9.0], "job": job,
                               "owner": None, "assignee": None, "created_date": STAMP, "updated_date": STAMP,
                               "resolved": resolved, "comments": {"url": "", "count": len(texts)}}  # fmt: skip
        for text in texts:
            self.comment(number, text)

    def comment(self, issue: int, text: str) -> None:
        """One more word on an issue."""
        number = max(self.comments, default=0) + 1
        self.comments[number] = {"id": number, "issue": issue, "owner": None, "message": text, "created_date": STAMP,
                                 "updated_date": STAMP}  # fmt: skip

    def draw(self, job: int, *rows: Row) -> None:
        """Shapes, tags (no type) and tracks (with keyframes) in a job."""
        for row in rows:
            kind = "tracks" if "shapes" in row else "shapes" if "type" in row else "tags"
            self.annotations[job][kind].append(row)

    def update(self, job: int, when: str, **values: Any) -> None:
        """Changes a job at a moment."""
        self.jobs[job] |= {"updated_date": when, **values}


def label(number: int, name: str, kind: str = "any", **more: Any) -> Row:
    return {"id": number, "name": name, "color": "#406040", "type": kind, "attributes": [], "sublabels": [],
            "has_parent": False, "parent_id": None, **more}  # fmt: skip


_numbers = iter(range(1, 1 << 30))


def shape(kind: str, frame: int, points: Sequence[Any], **more: Any) -> Row:
    """A shape as CVAT lists it."""
    return {"id": next(_numbers), "type": kind, "frame": frame, "label_id": 1, "points": points, "rotation": 0.0,
            "occluded": False, "outside": False, "z_order": 0, "group": 0, "source": "manual", "attributes": [],
            "elements": [], **more}  # fmt: skip


def box(frame: int, x1: float, y1: float, x2: float, y2: float, **more: Any) -> Row:
    return shape("rectangle", frame, [x1, y1, x2, y2], **more)


def track(*keys: Row, **more: Any) -> Row:
    """A track by its keyframes, which are shapes."""
    return {"id": next(_numbers), "frame": min((k["frame"] for k in keys), default=0), "label_id": 1, "group": 0,
            "source": "manual", "attributes": [], "elements": [], "shapes": list(keys), **more}  # fmt: skip


def event(scope: str, user: int | str, **more: Any) -> Row:
    """A line of the log."""
    payload = more.pop("payload", {})
    return {"scope": scope, "user_id": user, "payload": json.dumps(payload), **more}


@contextmanager
def serving(cvat: Cvat | None = None) -> Iterator[Cvat]:
    """A CVAT that runs."""
    found = cvat or Cvat()
    handler = type("Handler", (_Handler,), {"cvat": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    cvat: Cvat

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PATCH(self) -> None:
        self._answer("PATCH")

    def _answer(self, method: str) -> None:
        found = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(found.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        self.cvat.requests.append((method, found.path, query))
        self.cvat.before(found.path)
        status, value = self._reply(method, found.path, query, body)
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _reply(self, method: str, path: str, query: Row, body: Row) -> tuple[int, Any]:
        waiting = self.cvat.faults.get(path)
        if waiting:
            status = waiting.pop(0)
            if status != 200:
                return status, {"detail": "an inner word"}
        scheme, _, key = (self.headers.get("Authorization") or "").partition(" ")
        if self.cvat.keys.get(key) != scheme:
            return 401, {"detail": "Invalid token."}
        org = self.headers.get("X-Organization")
        if org is not None and org not in self.cvat.orgs:
            return 404, {"detail": "no such organization"}
        parts = unquote(path).strip("/").split("/")
        if method == "GET":
            return self._got(parts[1:], query)
        return self._changed(method, parts[1:], query, body)

    def _got(self, parts: list[str], query: Row) -> tuple[int, Any]:
        cvat = self.cvat
        match parts:
            case ["server", "about"]:
                return 200, {"name": "Computer Vision Annotation Tool", "version": "2.58.0"}
            case ["users", "self"]:
                return 200, {"id": 1, "username": "quality"}
            case ["projects" | "tasks" | "jobs" as what, number]:
                return self._one(getattr(cvat, what).get(int(number)))
            case ["jobs"]:
                return self._page(list(cvat.jobs.values()), query)
            case ["jobs", number, "annotations"]:
                return self._one(cvat.annotations.get(int(number)) if int(number) in cvat.jobs else None)
            case ["jobs", number, "data", "meta"]:
                job = cvat.jobs.get(int(number))
                return self._one(job and {**self._job_meta(job), **cvat.job_metas.get(int(number), {})})
            case ["tasks", number, "data", "meta"]:
                return self._one(cvat.metas.get(int(number)))
            case ["tasks", number, "validation_layout"]:
                return self._one(cvat.layouts.get(int(number), {"mode": None}))
            case ["labels"]:
                return self._page(cvat.labels[int(query["task_id"])], query)
            case ["issues"]:
                return self._page([r for r in cvat.issues.values() if r["job"] == int(query["job_id"])], query)
            case ["comments"]:
                of = {number for number, row in cvat.issues.items() if row["job"] == int(query["job_id"])}
                return self._page([r for r in cvat.comments.values() if r["issue"] in of], query)
            case ["requests", number]:
                cvat.exports[number] -= 1
                return 200, {"id": number, "status": "finished" if cvat.exports[number] <= 0 else "started"}
            case ["events", "download"]:
                return 200, self._log(int(query["rq_id"].rpartition("=")[2]))
            case ["events"]:
                return self._old_log(query)
        return 404, {"detail": "Not found."}

    def _changed(self, method: str, parts: list[str], query: Row, body: Row) -> tuple[int, Any]:
        cvat = self.cvat
        match method, parts:
            case "POST", ["issues"]:
                number = max(cvat.issues, default=0) + 1
                cvat.issue(number, body["job"], body["frame"], body["message"])
                cvat.issues[number]["position"] = body["position"]
                return 201, cvat.issues[number]
            case "PATCH", ["issues" | "comments" as what, number]:
                row = getattr(cvat, what).get(int(number))
                return self._one(row and (row.update(body) or row))
            case "POST", ["events", "export"]:
                if cvat.log_style != "new":
                    return (cvat.log_style if isinstance(cvat.log_style, int) else 405), {"detail": "no"}
                request = f"action=export&target=events&id={query['job_id']}"
                cvat.exports[request] = 2
                return 202, {"rq_id": request}
        return 405, {"detail": "Method not allowed."}

    def _old_log(self, query: Row) -> tuple[int, Any]:
        if self.cvat.log_style != "old":
            return (self.cvat.log_style if isinstance(self.cvat.log_style, int) else 404), {"detail": "no"}
        number = query.get("query_id")
        if number is None:
            self.cvat.exports["q1"] = 2
            return 202, {"query_id": "q1"}
        if query.get("action") == "download":
            return 200, self._log(int(query["job_id"]))
        self.cvat.exports[number] -= 1
        return (201 if self.cvat.exports[number] <= 0 else 202), {"query_id": number}

    def _log(self, job: int) -> bytes:
        def field(row: Row, key: str) -> str:
            return '"' + str(row.get(key, "")).replace('"', '""') + '"'

        rows = [{"job_id": job, **row} for row in self.cvat.events.get(job, [])]
        lines = [",".join(COLUMNS), *(",".join(field(row, key) for key in COLUMNS) for row in rows)]
        return "\r\n".join(lines).encode() + b"\r\n"

    def _job_meta(self, job: Row) -> Row:
        meta = self.cvat.metas[job["task_id"]]
        deleted = [f for f in meta["deleted_frames"] if job["start_frame"] <= f <= job["stop_frame"]]
        return {**meta, "deleted_frames": deleted, "size": job["frame_count"]}

    def _one(self, row: Row | None) -> tuple[int, Any]:
        return (404, {"detail": "Not found."}) if row is None else (200, row)

    def _page(self, rows: list[Row], query: Row) -> tuple[int, Any]:
        if "filter" in query:
            rows = [row for row in rows if _holds(json.loads(query["filter"]), row)]
        for key in reversed(query.get("sort", "-id").split(",") if self.cvat.sorts else ()):
            name = key.removeprefix("-")
            rows = sorted(rows, key=lambda row: _ordered(row.get(name)), reverse=key.startswith("-"))
        size, page = int(query.get("page_size", 10)), int(query.get("page", 1))
        begin = (page - 1) * size
        if page > 1 and begin >= len(rows):
            return 404, {"detail": "Invalid page."}
        more = begin + size < len(rows)
        following = f"{ELSEWHERE}/api/list?page={page + 1}" if more else None
        return 200, {"count": len(rows), "next": following, "previous": None, "results": rows[begin : begin + size]}


def _ordered(value: Any) -> Any:
    return _moment(value) if isinstance(value, str) and value[:2] == "20" else value


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _holds(rule: Row, row: Row) -> bool:
    """CVAT's filter, of what is used."""
    ((verb, given),) = rule.items()
    match verb:
        case "and":
            return all(_holds(one, row) for one in given)
        case "or":
            return any(_holds(one, row) for one in given)
        case "in":
            return row.get(given[0]["var"]) in given[1]
        case ">=":
            return _moment(row[given[0]["var"]]) >= _moment(given[1])
    raise AssertionError(rule)
