"""From the operator's settings to what sends messages, and to what reaches labelling tools."""

import random
from collections.abc import Callable

from labelqa.delivery import Courier
from labelqa.delivery.address import PURPOSE, Safe, check_letterbox
from labelqa.delivery.sending import Sender
from labelqa.egress.guard import Guard, Resolver, entries
from labelqa.egress.lookup import look_up
from labelqa.egress.mail import SECURITY, MailServer
from labelqa.egress.posting import Post
from labelqa.errors import BadCall, BadInput, quoted
from labelqa.sealing import Sealer
from labelqa.settings import Settings
from labelqa.store import Store
from labelqa.sync import PURPOSE as SOURCES
from labelqa.sync import Connecting
from labelqa.sync import Safe as SourceSafe


def sender_of(settings: Settings, secret: bytes, *, resolver: Resolver = look_up) -> Sender:
    """What sends messages under these settings; BadCall for a setting that is none."""
    guard = _guard(settings, resolver)
    return Sender(Safe(Sealer(secret, PURPOSE)), Post(guard), _mail(settings), settings.base)


def connecting_of(settings: Settings, secret: bytes, *, resolver: Resolver = look_up) -> Connecting:
    """What reaches labelling tools under these settings."""
    return Connecting(SourceSafe(Sealer(secret, SOURCES)), _guard(settings, resolver))


def courier_of(store: Store, sender: Sender, clock: Callable[[], int]) -> Courier:
    """What takes messages out of a store to their targets."""
    return Courier(store, sender, clock, random.SystemRandom().random)


def _guard(settings: Settings, resolver: Resolver) -> Guard:
    return Guard(entries(settings.egress_allow), resolver=resolver, listed=settings.egress == "listed")


def _mail(settings: Settings) -> MailServer | None:
    security = next((word for word in SECURITY if word == settings.smtp_tls), None)
    if security is None:
        raise BadCall(f"LABELQA_SMTP_TLS: {quoted(settings.smtp_tls)} is none of {', '.join(SECURITY)}")
    if not (settings.smtp_host and settings.smtp_from):
        return None
    try:
        sender = check_letterbox(settings.smtp_from)
    except BadInput as error:
        raise BadCall(f"LABELQA_SMTP_FROM: {error.detail}") from None
    return MailServer(
        settings.smtp_host, settings.smtp_port, settings.smtp_user, settings.smtp_password, sender, security
    )
