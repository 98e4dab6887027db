"""A labelqa server and the key to it."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self

from labelqa.client.asking import Asking, given, part
from labelqa.client.site import Site
from labelqa.egress import Server
from labelqa.errors import BadCall
from labelqa.web.audit_list import Audit
from labelqa.web.routes.keys import KeyAnswer, Keys, ShownKey
from labelqa.web.routes.projects import ProjectAnswer, Projects
from labelqa.web.routes.sessions import SessionList


class Client(Asking):
    """A labelqa server, asked from Python: `with Client("http://127.0.0.1:8000", key) as client: ...`.

    Without `url` or `key` it takes LABELQA_SERVER or LABELQA_KEY of the environment, as the command line does.
    Answers are the dataclasses of the API; `labelqa.frame` makes frames of their rows. What the server refuses is
    raised as the error it meant (`labelqa.errors`), StoreUnavailable when it cannot be reached. The key goes to this
    server alone: redirects are not followed.
    """

    def __init__(self, url: str | None = None, key: str | None = None, **more: Any) -> None:
        address = url or _told("LABELQA_SERVER", "no server is named", "its address")
        held = key or _told("LABELQA_KEY", f"the server {address} asks for a key", "it")
        super().__init__(Server(address, held, **more), "/v1")

    def __repr__(self) -> str:
        return f"<labelqa.Client of {self._server.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the connections."""
        self._server.__exit__(None, None, None)

    def project(self, project_id: str) -> Site:
        """One project, whether it is there or not."""
        return Site(self._server, f"/v1/projects/{part(project_id)}")

    def projects(self, *, figures: bool | None = None, limit: int | None = None, cursor: str | None = None) -> Projects:
        """The projects that the key sees, by id; `figures`: with what each comes to."""
        return self._get(Projects, "/projects", figures=figures, limit=limit, cursor=cursor)

    def create_project(self, project_id: str, **settings: Any) -> ProjectAnswer:
        """A new project."""
        return self._post(ProjectAnswer, "/projects", {"project_id": project_id, **settings})

    def keys(self, *, limit: int | None = None, cursor: str | None = None) -> Keys:
        """Every key, without its text."""
        return self._get(Keys, "/keys", limit=limit, cursor=cursor)

    def key(self, key_id: str) -> KeyAnswer:
        """One key, without its text."""
        return self._get(KeyAnswer, f"/keys/{part(key_id)}")

    def create_key(self, name: str, scopes: Sequence[str], **more: Any) -> ShownKey:
        """A new key; its text is shown this once."""
        return self._post(ShownKey, "/keys", {"name": name, "scopes": list(scopes), **given(**more)})

    def rotate_key(self, key_id: str, request: Mapping[str, Any] | None = None) -> ShownKey:
        """A key with the same rights in the place of that one; its text is shown this once."""
        return self._post(ShownKey, f"/keys/{part(key_id)}/rotate", dict(request or {}))

    def revoke_key(self, key_id: str) -> None:
        """Makes a key void at once."""
        self._remove(f"/keys/{part(key_id)}")

    def sessions(self) -> SessionList:
        """The browsers that are signed in with this key."""
        return self._get(SessionList, "/sessions")

    def end_session(self, session_id: str) -> None:
        """Signs one of them out."""
        self._remove(f"/sessions/{part(session_id)}")

    def audit(
        self,
        *,
        project: str | None = None,
        key_id: str | None = None,
        operation: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Audit:
        """Who changed what, the newest first."""
        asked = {"project": project, "key_id": key_id, "operation": operation, "since": since, "until": until}
        return self._get(Audit, "/audit", **asked, limit=limit, cursor=cursor)

    def alive(self) -> bool:
        """True when the server answers."""
        return bool(self._server.get("/healthz").status == 200)

    def ready(self) -> bool:
        """True when its database can be reached too; StoreUnavailable says why not."""
        return bool(self._server.get("/readyz").status == 200)


def _told(variable: str, missing: str, what: str) -> str:
    """What the environment says; BadCall when it says nothing."""
    if told := os.environ.get(variable):
        return told
    raise BadCall(f"{missing}: give {what} to labelqa.Client(url, key), or put {what} into {variable}")
