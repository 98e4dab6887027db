"""Makes, recognises, rotates and ends keys, and gives a new server its first one."""

import hmac
from collections.abc import Collection
from dataclasses import replace

from labelqa.errors import BadInput, Problem
from labelqa.settings import Settings
from labelqa.store import Connection, Store, keys
from labelqa.store.keys import Key
from labelqa.tally import DAY_MS
from labelqa.web.keys import check_form, new_key, random_text, well_formed
from labelqa.web.secret import server_secret
from labelqa.web.trail import note

SCOPES = ("read", "ingest", "review", "admin", "self")
"""What a key may do: read, bring labels in, judge, everything; or see one annotator's own figures."""
ID_LENGTH = 12


class Keyring:
    """The keys of one server: known by their HMAC-SHA256 under its secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def find(self, connection: Connection, text: str, *, now: int) -> Key | None:
        """The live key with this text, None when there is none."""
        if not well_formed(text):
            return None
        digest = self.digest(text)
        found = keys.find(connection, digest)
        if found is None or not hmac.compare_digest(found.digest, digest) or not found.live(now):
            return None
        return found

    def known(self, connection: Connection, text: str) -> bool:
        """True when this key was ever stored: one that was revoked does not come back."""
        return keys.find(connection, self.digest(text)) is not None

    def create(
        self,
        connection: Connection,
        *,
        name: str,
        scopes: Collection[str],
        days: int,
        now: int,
        projects: Collection[str] | None = None,
        annotator: str | None = None,
        text: str = "",
    ) -> tuple[str, Key]:
        """Stores a new key; returns its text, which is nowhere else, and what is stored. Raises BadInput.

        `text`: a well-formed key to store instead of a new one.
        """
        _check(scopes, annotator)
        text = text or new_key()
        key = Key(
            key_id=f"key_{random_text(ID_LENGTH)}",
            name=name,
            digest=self.digest(text),
            scopes=frozenset(scopes),
            projects=None if projects is None else frozenset(projects),
            annotator=annotator,
            created_at=now,
            expires_at=now + days * DAY_MS,
        )
        keys.add(connection, key)
        return text, key

    def rotate(self, connection: Connection, old: Key, *, days: int, now: int, overlap_ms: int = 0) -> tuple[str, Key]:
        """A new key with the same rights; the old one goes on for `overlap_ms` and no longer than it would have."""
        text = new_key()
        key = replace(
            old,
            key_id=f"key_{random_text(ID_LENGTH)}",
            digest=self.digest(text),
            created_at=now,
            expires_at=now + days * DAY_MS,
            revoked_at=None,
            last_used=None,
            void=False,
        )
        keys.add(connection, key)
        keys.revoke(connection, old.key_id, at=now + overlap_ms, now=now)
        return text, key

    def digest(self, text: str) -> str:
        """What is stored in the place of a text that is to be recognised: its HMAC-SHA256, in hex."""
        return hmac.digest(self._secret, text.encode(), "sha256").hex()


def _check(scopes: Collection[str], annotator: str | None) -> None:
    if not scopes or not set(scopes) <= set(SCOPES):
        raise _wrong("/scopes", f"must be some of {', '.join(SCOPES)}")
    if ("self" in scopes) != (annotator is not None):
        raise _wrong("/annotator", "must name the annotator of a key with the scope self, and of no other")
    if "self" in scopes and len(scopes) > 1:
        raise _wrong("/scopes", "the scope self stands alone")


def _wrong(pointer: str, detail: str) -> BadInput:
    return BadInput(f"{pointer}: {detail}", [Problem(pointer, detail)])


def bootstrap(store: Store, settings: Settings, now: int) -> str | None:
    """Makes the first admin key where none is live, and returns it to be shown once.

    With `settings.bootstrap_key` that one is installed instead, unless it was before, and None returned: once revoked
    it stays void. Raises BadCall when it is no key.
    """
    ring = Keyring(server_secret(store, settings))
    given = settings.bootstrap_key and check_form(settings.bootstrap_key, "LABELQA_BOOTSTRAP_KEY")
    with store.read() as connection:
        if _settled(connection, ring, given, now):
            return None
    with store.write() as connection:
        if _settled(connection, ring, given, now):  # another process was quicker
            return None
        text, made = ring.create(
            connection, name="first admin key", scopes=["admin"], days=settings.key_days, now=now, text=given
        )
        note(connection, "create_key", now, about=made.key_id, after={"name": made.name, "scopes": ["admin"]})
    return None if given else text


def _settled(connection: Connection, ring: Keyring, given: str, now: int) -> bool:
    if given:
        return ring.known(connection, given)
    return keys.has_admin(connection, now=now)
