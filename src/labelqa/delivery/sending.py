"""One attempt: a message to its target, in the form that the target takes."""

from dataclasses import dataclass

import orjson

from labelqa.delivery import letter, signing, slack
from labelqa.delivery.address import Safe, check_letterbox
from labelqa.delivery.message import placed
from labelqa.egress.mail import MailServer
from labelqa.egress.posting import Outcome, Post
from labelqa.errors import BadInput, Unreadable
from labelqa.store.alert_deliveries import Delivery
from labelqa.store.alert_targets import Target

KINDS = ("webhook", "slack", "email")
JSON = {"Content-Type": "application/json"}
NO_MAIL = "this server sends no letters: its operator has not set LABELQA_SMTP_HOST and LABELQA_SMTP_FROM"


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends messages. `mail` is None where the operator named no mail server, `base` empty where no public address."""

    safe: Safe
    post: Post
    mail: MailServer | None
    base: str = ""

    def send(self, target: Target, message: Delivery, *, now: int) -> Outcome:
        """What became of one attempt."""
        body = placed(message.body, self.base)
        try:
            address = self.safe.address(target)
            if target.kind == "webhook":
                keys = self.safe.secrets(target, now=now)
                signed = signing.headers(keys, message.message_id, now=now, body=body)
                return self.post.send(address, body, JSON | signed, now=now)
        except Unreadable as error:
            return Outcome(None, f"the address of the target cannot be read: {error.detail}")
        document = orjson.loads(body)
        if target.kind == "slack":
            return self.post.send(address, slack.payload(document), JSON, now=now)
        if self.mail is None:
            return Outcome(None, NO_MAIL)
        try:
            to = check_letterbox(address)  # once more: what it may be has become narrower since some were stored
        except BadInput as error:
            return Outcome(None, f"the address of the target: {error.detail}")
        written = letter.letter(document, message_id=message.message_id, sender=self.mail.sender, to=to, now=now)
        return self.mail.send(written)
