"""Fixtures of other folders that these tests share: a server with its clock, an outbox, a source that is pulled."""

from tests.delivery.conftest import world as outbox
from tests.sync.conftest import world as pulls
from tests.web.conftest import admin, clock, filled, server, start

__all__ = ["admin", "clock", "filled", "outbox", "pulls", "server", "start"]
