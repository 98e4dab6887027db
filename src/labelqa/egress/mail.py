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

import httpcore2

from labelqa.egress.dialling import PATIENCE, Deadline
from labelqa.egress.lookup import look_up
from labelqa.egress.posting import SECONDS, Outcome

Security = Literal["starttls", "tls", "none"]
SECURITY: tuple[Security, ...] = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. `security`: TLS after a greeting (`starttls`), from the first byte, or none.

    `context`: what certificates are checked against, the machine's authorities without it.
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
        except UnicodeEncodeError:
            return Outcome(None, "the user or the password of the mail server is not in ASCII, which it takes alone")
        except smtplib.SMTPResponseException as error:
            return Outcome(error.smtp_code, f"the mail server answered {error.smtp_code}")
        except ssl.SSLError:
            return Outcome(None, "the certificate of the mail server is not valid, or it does not speak TLS there")
        except (TimeoutError, httpcore2.TimeoutException):
            return Outcome(None, f"the mail server did not answer within {self.seconds:g} seconds")
        except (OSError, smtplib.SMTPException):
            return Outcome(None, "the mail server cannot be reached, or broke the connection")
        return Outcome(250, None)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = self.context or ssl.create_default_context()
        deadline = Deadline(self.seconds)
        server = _Dialled(self, context if self.security == "tls" else None, deadline)
        watch = Timer(self.seconds, _cut, [server])
        watch.daemon = True
        watch.start()  # before the first word of the server: timeouts are for each step, this one is for all
        try:
            server.dial()
            if self.security == "starttls":
                server.starttls(context=context)
                deadline.left()  # nothing can be cut while it changes to TLS
            yield server
        except (ssl.SSLError, smtplib.SMTPServerDisconnected):
            deadline.left()  # what was cut off has not broken by itself
            raise
        finally:
            watch.cancel()
            server.close()


class _Dialled(smtplib.SMTP):
    """A conversation whose connection and TLS are made within the whole time; `context`: TLS from the first byte.

    It greets with the domain of the sender: to look up the name of this machine takes as long as it likes.
    """

    def __init__(self, server: MailServer, context: ssl.SSLContext | None, deadline: Deadline) -> None:
        super().__init__(local_hostname=server.sender.rpartition("@")[2], timeout=server.seconds)
        self._host, self._port, self._context, self._deadline = server.host, server.port, context, deadline

    def dial(self) -> None:
        """Connects and hears the greeting."""
        code, message = self.connect(self._host, self._port)
        self._deadline.left()  # of a greeting that was cut off, the beginning is no answer
        if code != 220:
            raise smtplib.SMTPConnectError(code, message)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """The connection, in the place of smtplib's own; it is known here before TLS, so that it can be cut."""
        self.sock = self._reached(host, port)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
            self.sock.settimeout(self._deadline.left())
            self.sock.do_handshake()
        self.sock.settimeout(self._deadline.left())
        return self.sock

    def _reached(self, host: str, port: int) -> socket.socket:
        *others, last = look_up(host, port, seconds=self._deadline.left())
        for address in others:
            try:
                return socket.create_connection((address, port), min(PATIENCE, self._deadline.left()))
            except OSError:
                continue
        return socket.create_connection((last, port), self._deadline.left())


def _cut(server: smtplib.SMTP) -> None:
    if isinstance(server.sock, socket.socket):
        try:
            server.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is over already


def _code(error: smtplib.SMTPRecipientsRefused) -> int | None:
    return next((code for code, _ in error.recipients.values()), None)
