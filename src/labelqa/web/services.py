"""What every route works with, made once by the application: the store, the clock, keys, limits, threads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request

from labelqa.delivery.sending import Sender
from labelqa.export import Shelf
from labelqa.gallery import Gallery
from labelqa.settings import Settings
from labelqa.store import Connection, Store
from labelqa.sync import Connecting
from labelqa.web.cache import Cache
from labelqa.web.chores import Chores
from labelqa.web.counting import Counts
from labelqa.web.dispatcher import Dispatcher
from labelqa.web.keyring import Keyring
from labelqa.web.limits import Limits
from labelqa.web.puller import Puller
from labelqa.web.refusals import Refusals
from labelqa.web.runner import Runner
from labelqa.web.sessions import Sessions
from labelqa.web.watcher import Watcher
from labelqa.web.writing import Writer

T = TypeVar("T")
READERS = 4
"""Threads that read at once. Few, as those that write (`labelqa.web.group.OPEN`): they share the interpreter with the
loop that answers everybody else, and with those of imports and chores they stay within the pool of the store."""
WRITERS = 32
"""Threads of writes; most of them wait for the project that they write to, and share a transaction then."""
LOOKUPS = 2
"""Addresses that are looked up at once: a name may take seconds, and holds up neither a reader nor a writer."""
EXPORTERS = 2
"""Exports that are written or looked for at once: one may take minutes, and holds up no reader."""

SHOWERS = 2
"""Pictures that are made smaller at once: each takes a processor for a while, and memory for all its pixels."""
FETCHERS = 3
"""Pictures that are fetched or painted at once: a host that is slow holds up none that are here."""
TAKERS = 2
"""Uploads of pictures that are stored at once."""
ASKING = 2
"""Labelling tools that are asked while somebody waits for the answer."""


@dataclass(frozen=True, slots=True)
class Services:
    """The wiring of one server process. `clock` gives ms since 1970."""

    store: Store
    settings: Settings
    clock: Callable[[], int]
    keyring: Keyring
    sessions: Sessions
    limits: Limits
    refusals: Refusals
    cache: Cache
    chores: Chores
    runner: Runner
    writer: Writer
    sender: Sender
    dispatcher: Dispatcher
    shelf: Shelf
    gallery: Gallery
    connecting: Connecting
    puller: Puller
    watcher: Watcher
    counts: Counts = field(default_factory=Counts)
    readers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(READERS))
    writers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(WRITERS))
    lookups: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(LOOKUPS))
    exporters: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(EXPORTERS))
    showers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SHOWERS))
    fetchers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(FETCHERS))
    takers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(TAKERS))
    asking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(ASKING))

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a thread, with a connection whose statements see one state."""

        def inside() -> T:
            with self.store.read(seconds=self.settings.report_seconds) as connection:
                return work(connection)

        return await run_sync(inside, limiter=self.readers)

    async def writing(self, work: Callable[[], T]) -> T:
        """Runs `work`, which opens its own transaction, in a thread for writers."""
        return await run_sync(work, limiter=self.writers)

    async def exporting(self, work: Callable[[], T]) -> T:
        """Runs `work`, which opens its own snapshot, in a thread for exports."""
        return await run_sync(work, limiter=self.exporters)

    async def showing(self, work: Callable[[], T]) -> T:
        """Runs `work`, which decodes a picture, in a thread for that."""
        return await run_sync(work, limiter=self.showers)

    async def fetching(self, work: Callable[[], T]) -> T:
        """Runs `work`, which fetches or paints a picture, in a thread for that."""
        return await run_sync(work, limiter=self.fetchers)

    async def taking(self, work: Callable[[], T]) -> T:
        """Runs `work`, which stores uploaded pictures, in a thread for that."""
        return await run_sync(work, limiter=self.takers)


def services(request: Request) -> Services:
    """The services of the application that answers this request."""
    found: Services = request.app.state.services
    return found
