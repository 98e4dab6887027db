"""Signs in to Label Studio: with a legacy token, or with a personal access token that buys one for a few minutes."""

from typing import Any

from labelqa.egress.answer import Answer
from labelqa.egress.api import Api, Query
from labelqa.errors import SourceFailed

REFRESH = "/api/token/refresh/"


class Access:
    """An API with a token. A personal access token is a JSON web token: three parts with two dots between them."""

    def __init__(self, api: Api, token: str) -> None:
        self._api, self._token = api, token
        self._personal = token.count(".") == 2
        if not self._personal:
            api.headers["Authorization"] = f"Token {token}"

    def get(self, path: str, query: Query | None = None) -> Any:
        """What is at a path, as JSON."""
        return self.send("GET", path, query=query).value

    def send(self, method: str, path: str, *, query: Query | None = None, value: object = None) -> Answer:
        """Sends a request; where the token for a few minutes is over, once more with a new one."""
        if self._personal and "Authorization" not in self._api.headers:
            self._renew()
            return self._api.send(method, path, query=query, value=value)
        try:
            return self._api.send(method, path, query=query, value=value)
        except SourceFailed as error:
            if error.answered != 401 or not self._personal:
                raise
        self._renew()
        return self._api.send(method, path, query=query, value=value)

    def _renew(self) -> None:
        self._api.headers.pop("Authorization", None)
        answer = self._api.send("POST", REFRESH, value={"refresh": self._token}).value
        access = answer.get("access") if isinstance(answer, dict) else None
        if not isinstance(access, str) or not access.isascii() or not access.isprintable():
            raise SourceFailed("it gave no access token for the personal access token", answered=401)
        self._api.headers["Authorization"] = f"Bearer {access}"
