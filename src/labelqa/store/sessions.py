"""Sessions of keys, and the links that begin one. The cookie and the token themselves are never stored."""

from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, delete, insert, select, update

from labelqa.store import keys
from labelqa.store.keys import Key
from labelqa.store.schema import key, session, sign_in_link


@dataclass(frozen=True, slots=True)
class Session:
    """A session by its digest, with the key that it stands for. Both times in ms; `used_at` to the minute."""

    digest: str
    key: Key
    begun_at: int
    used_at: int


def add(connection: Connection, digest: str, key_id: str, *, now: int) -> None:
    """Stores a session of a key."""
    values = {"digest": digest, "key": _number(key_id), "created_at": now, "used_at": now}
    connection.execute(insert(session).values(values))


def find(connection: Connection, digest: str) -> Session | None:
    """The session of that digest with its key, live or not."""
    times = session.c.created_at.label("begun_at"), session.c.used_at
    query = select(key, *times).join(session, session.c.key == key.c.id).where(session.c.digest == digest)
    row = connection.execute(query).one_or_none()
    return None if row is None else Session(digest, keys.of_row(row), row.begun_at, row.used_at)


def of_key(connection: Connection, key_id: str) -> list[Session]:
    """The sessions of a key, over or not, those first that were used last."""
    own = session.c.digest.label("own"), session.c.created_at.label("begun_at"), session.c.used_at
    query = select(key, *own).join(session, session.c.key == key.c.id).where(key.c.key_id == key_id)
    rows = connection.execute(query.order_by(session.c.used_at.desc(), session.c.digest))
    return [Session(row.own, keys.of_row(row), row.begun_at, row.used_at) for row in rows]


def use(connection: Connection, digest: str, *, at: int) -> None:
    """Notes when a session was last used; one that is gone stays gone."""
    connection.execute(update(session).where(session.c.digest == digest, session.c.used_at < at).values(used_at=at))


def end(connection: Connection, digest: str) -> None:
    """Ends a session."""
    connection.execute(delete(session).where(session.c.digest == digest))


def thin(connection: Connection, key_id: str, *, most: int) -> None:
    """Ends the sessions of a key beyond so many, those first that were not used for longest."""
    own = session.c.key == _number(key_id)
    kept = select(session.c.digest).where(own).order_by(session.c.used_at.desc(), session.c.digest).limit(most)
    connection.execute(delete(session).where(own, session.c.digest.not_in(kept)))


def add_link(connection: Connection, digest: str, key_id: str, *, expires_at: int) -> None:
    """Stores a link that begins one session of a key."""
    values = {"digest": digest, "key": _number(key_id), "expires_at": expires_at}
    connection.execute(insert(sign_in_link).values(values))


def find_link(connection: Connection, digest: str, *, now: int) -> Key | None:
    """The key of a link that has not expired, live or not; the link stays."""
    query = select(key).join(sign_in_link, sign_in_link.c.key == key.c.id)
    row = connection.execute(
        query.where(sign_in_link.c.digest == digest, sign_in_link.c.expires_at > now)
    ).one_or_none()
    return None if row is None else keys.of_row(row)


def burn_link(connection: Connection, digest: str) -> bool:
    """Deletes a link; True for the one of several at once that did."""
    return connection.execute(delete(sign_in_link).where(sign_in_link.c.digest == digest)).rowcount == 1


def purge(connection: Connection, *, unused_since: int, now: int) -> None:
    """Drops sessions that were not used since a time, and links that have expired."""
    connection.execute(delete(session).where(session.c.used_at <= unused_since))
    connection.execute(delete(sign_in_link).where(sign_in_link.c.expires_at <= now))


def _number(key_id: str) -> ScalarSelect[int]:
    return select(key.c.id).where(key.c.key_id == key_id).scalar_subquery()
