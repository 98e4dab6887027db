"""Keys: what each may do, and the digest it is known by. The key itself is never stored."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from labelqa.errors import NotFound
from labelqa.store.schema import key

READ_AT_ONCE = 500
"""Keys that one statement of a listing reads."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is stored of a key: `projects` None stands for all; `annotator` binds it to one person. Times in ms."""

    key_id: str
    name: str
    digest: str
    scopes: frozenset[str]
    projects: frozenset[str] | None
    annotator: str | None
    created_at: int
    expires_at: int
    revoked_at: int | None = None
    last_used: int | None = None
    void: bool = False
    """Revoked at once, and for good: also for a clock that is set back."""

    def live(self, now: int) -> bool:
        """True while the key opens anything: neither expired nor revoked."""
        return now < self.ends_at

    @property
    def ends_at(self) -> int:
        """When it expires, or was or will be revoked before; 0 for one that is void whatever the time."""
        if self.void:
            return 0
        return self.expires_at if self.revoked_at is None else min(self.expires_at, self.revoked_at)


def add(connection: Connection, new: Key) -> None:
    """Stores a key."""
    projects = None if new.projects is None else json.dumps(sorted(new.projects))
    connection.execute(
        insert(key).values(
            key_id=new.key_id,
            name=new.name,
            digest=new.digest,
            scopes=" ".join(sorted(new.scopes)),
            projects=projects,
            annotator=new.annotator,
            created_at=new.created_at,
            expires_at=new.expires_at,
        )
    )


def find(connection: Connection, digest: str) -> Key | None:
    """The key of that digest, live or not."""
    row = connection.execute(select(key).where(key.c.digest == digest)).one_or_none()
    return None if row is None else of_row(row)


def get(connection: Connection, key_id: str) -> Key:
    """The key of that id; NotFound when there is none."""
    row = connection.execute(select(key).where(key.c.key_id == key_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such key, or this key may not see it")
    return of_row(row)


def listed(connection: Connection, *, after: str = "") -> Iterator[Key]:
    """Every key by id, from the one after `after`."""
    query = select(key).order_by(key.c.key_id).limit(READ_AT_ONCE)
    while rows := connection.execute(query.where(key.c.key_id > after)).all():
        yield from map(of_row, rows)
        after = rows[-1].key_id


def live(connection: Connection, key_ids: Iterable[str], *, now: int) -> set[str]:
    """Those of these keys that open anything now."""
    query = select(key).where(key.c.key_id.in_(sorted(key_ids)))
    return {row.key_id for row in connection.execute(query) if of_row(row).live(now)}


def revoke(connection: Connection, key_id: str, *, at: int, now: int) -> None:
    """Ends a key at a time, unless it ends before; where that is not after `now`, for good."""
    sooner = or_(key.c.revoked_at.is_(None), key.c.revoked_at > at)
    connection.execute(update(key).where(key.c.key_id == key_id, sooner).values(revoked_at=at))
    if at <= now:
        connection.execute(update(key).where(key.c.key_id == key_id).values(void=True))


def use(connection: Connection, key_id: str, *, at: int) -> None:
    """Notes when a key was last used."""
    connection.execute(update(key).where(key.c.key_id == key_id).values(last_used=at))


def has_admin(connection: Connection, *, now: int) -> bool:
    """True when a live key with the scope `admin` over all projects exists."""
    return any("admin" in k.scopes and k.projects is None and k.live(now) for k in listed(connection))


def of_row(row: Row[Any]) -> Key:
    """The key in a row that holds the columns of the table."""
    return Key(
        key_id=row.key_id,
        name=row.name,
        digest=row.digest,
        scopes=frozenset(row.scopes.split()),
        projects=None if row.projects is None else frozenset(json.loads(row.projects)),
        annotator=row.annotator,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used=row.last_used,
        void=row.void,
    )
