"""Writes messages in the transaction of what they tell: both are stored, or neither."""

from collections.abc import Sequence
from hashlib import blake2b

from labelqa.delivery.message import body_of, trial_body
from labelqa.model import Project
from labelqa.store import Connection, alert_deliveries, alert_targets
from labelqa.store.alert_deliveries import Waiting
from labelqa.store.alert_life import BACK, Change, severe
from labelqa.store.alert_targets import Target


def post(connection: Connection, project: Project, changes: Sequence[Change], *, now: int) -> None:
    """One message for each change and each target that asks for it."""
    told = [change for change in changes if is_told(change)]
    targets = alert_targets.active(connection, project.number) if told else []
    messages = [_waiting(project, change, target) for change in told for target in targets if wants(target, change)]
    alert_deliveries.add(connection, project.number, messages, now=now)


def post_trial(connection: Connection, project: Project, target: Target, message_id: str, *, now: int) -> None:
    """A message that only says that messages arrive."""
    message = Waiting(message_id, target.number, "", "test", trial_body(project, now=now))
    alert_deliveries.add(connection, project.number, [message], now=now)


def is_told(change: Change) -> bool:
    """True for what is worth a message: not for a figure that moved while the severity stayed."""
    return change.event != "updated" or change.row["severity"] != change.before


def wants(target: Target, change: Change) -> bool:
    """True when a target asks for this type, and for the severity that the alert has or had just before.

    What it had before its cause came back is long over: a target that hears of the return hears of the end, too.
    """
    bar = severe(target.min_severity)
    before = None if change.event == "reopened" and change.why == BACK else change.before
    severities = [s for s in (change.row["severity"], before) if s is not None]
    return (target.types is None or change.row["type"] in target.types) and bar <= max(map(severe, severities))


def message_id(target_id: str, event: int) -> str:
    """The id of the message about an event to a target: the same however often it is sent.

    >>> message_id("tgt_1", 7) == message_id("tgt_1", 7) != message_id("tgt_2", 7)
    True
    """
    return f"msg_{blake2b(f'{target_id} {event}'.encode(), digest_size=12).hexdigest()}"


def _waiting(project: Project, change: Change, target: Target) -> Waiting:
    name = message_id(target.target_id, change.id)
    return Waiting(name, target.number, change.row["alert_id"], change.event, body_of(project, change))
