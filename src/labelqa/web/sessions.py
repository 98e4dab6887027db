"""Sessions of the dashboard: a key is exchanged for a random text in a cookie, so that no page holds the key.

A session may do what its key may. It ends after twelve hours without use, after thirty days at the latest, when it is
signed out, and with its key.
"""

import re

from labelqa.store import Connection, sessions
from labelqa.store.keys import Key
from labelqa.store.sessions import Session
from labelqa.tally import DAY_MS
from labelqa.web.keyring import Keyring
from labelqa.web.keys import BODY, random_text
from labelqa.web.trail import mark_of

IDLE_MS = 12 * 3_600_000
"""A session that is not used for so long is over."""
WHOLE_MS = 30 * DAY_MS
"""A session is over after so long, however often it is used."""
LINK_MS = 10 * 60_000
"""How long a link waits to be opened."""
MOST = 1000
"""Sessions of one key; beyond that those that were not used for longest end."""
_SHAPE = re.compile(f"[0-9A-Za-z]{{{BODY}}}", re.ASCII)


class Sessions:
    """The sessions of one server: known by their HMAC-SHA256 under its secret, as its keys are."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def begin(self, connection: Connection, key: Key, *, now: int) -> str:
        """A new session of a key; returns its text (256 random bits), which is nowhere else."""
        text = random_text(BODY)
        sessions.add(connection, self._digest("session", text), key.key_id, now=now)
        sessions.thin(connection, key.key_id, most=MOST)
        return text

    def find(self, connection: Connection, text: str, *, now: int) -> Session | None:
        """The session with this text, None when there is none or it is over."""
        if _SHAPE.fullmatch(text) is None:
            return None
        found = sessions.find(connection, self._digest("session", text))
        return found if found is not None and now < ends_at(found) else None

    def end(self, connection: Connection, text: str) -> None:
        """Ends the session with this text, at once and on every worker."""
        sessions.end(connection, self._digest("session", text))

    def of(self, connection: Connection, key_id: str, *, now: int) -> list[Session]:
        """The sessions of a key that are not over, those first that were used last."""
        return [found for found in sessions.of_key(connection, key_id) if now < ends_at(found)]

    def link(self, connection: Connection, key: Key, *, now: int) -> str:
        """A new link for one session of a key; returns its token, which is nowhere else."""
        token = random_text(BODY)
        sessions.add_link(connection, self._digest("link", token), key.key_id, expires_at=now + LINK_MS)
        return token

    def mark(self, text: str) -> str | None:
        """What the session with this text is called in the audit log."""
        return mark_of(self._digest("session", text))

    def linked(self, connection: Connection, token: str, *, now: int) -> Key | None:
        """The live key of a link that can still be used."""
        if _SHAPE.fullmatch(token) is None:
            return None
        found = sessions.find_link(connection, self._digest("link", token), now=now)
        return found if found is not None and found.live(now) else None

    def burn(self, connection: Connection, token: str) -> bool:
        """Uses a link up; False when another request was quicker."""
        return sessions.burn_link(connection, self._digest("link", token))

    def _digest(self, sort: str, text: str) -> str:
        return self._keyring.digest(f"{sort} {text}")


def ends_at(session: Session) -> int:
    """When a session is over, if nobody uses it until then."""
    return min(session.used_at + IDLE_MS, session.begun_at + WHOLE_MS, session.key.ends_at)
