"""Letters through the operator's mail server."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Timer
from typing import Literal

from labelqa.egress.posting import SECONDS, Outcome

Security = Literal["starttls", "tls", "none"]
SECURITY: tuple[Security, ...] = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. `security`: TLS after a greeting (`starttls`), from the first byte, or none.

    `context`: what certificates are checked against, the usual authorities without it.
    """

    host: str
    port: int
    user: str
    password: str
    sender: str
    security: Security = "starttls"
    seconds: float = SECONDS
    context: ssl.SSLContext | None = None

    def send(self, letter: EmailMessage) -> Outcome:
        """Hands a letter over; whatever goes wrong is in the outcome, without a byte of what the server said."""
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            return Outcome(_code(error), "the mail server does not take letters for this address")
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(error.smtp_code, "the mail server does not know this user, or not with this password")
        except smtplib.SMTPNotSupportedError:
            return Outcome(None, "the mail server does not offer what the settings ask for: TLS, a user or UTF-8")
        except smtplib.SMTPResponseException as error:
            return Outcome(error.smtp_code, f"the mail server answered {error.smtp_code}")
        except ssl.SSLError:
            return Outcome(None, "the certificate of the mail server is not valid, or it does not speak TLS there")
        except TimeoutError:
            return Outcome(None, f"the mail server did not answer within {self.seconds:g} seconds")
        except (OSError, smtplib.SMTPException):
            return Outcome(None, "the mail server cannot be reached, or broke the connection")
        return Outcome(250, None)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = self.context or ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
            if self.security == "tls"
            else smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        )
        watch = Timer(self.seconds, _cut, [server])
        watch.daemon = True
        watch.start()  # the timeout above is one for each step; this one is for all
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            yield server
        finally:
            watch.cancel()
            server.close()


def _cut(server: smtplib.SMTP) -> None:
    if isinstance(server.sock, socket.socket):
        try:
            server.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is over already


def _code(error: smtplib.SMTPRecipientsRefused) -> int | None:
    return next((code for code, _ in error.recipients.values()), None)
