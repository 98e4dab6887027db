"""Letters: plain text, through the operator's server, and nothing from the data gets into a header."""

import email
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from labelqa.delivery.address import check_letterbox, masked
from labelqa.delivery.letter import letter
from labelqa.egress.mail import MailServer, Security
from labelqa.errors import BadInput
from tests.delivery.certificates import contexts
from tests.delivery.postbox import Postbox, postbox

NOW = 1_793_000_000_000
HOSTILE = "Site\r\nBcc: everybody@example.com\r\n\r\n<script>\x00\x1b[31m 漢字"


def document(text: str = "bo: 31 of 50") -> dict[str, Any]:
    alert = {"alert_id": "al_1", "type": "low_approval", "severity": "warning", "message": text,
             "recommended_action": "Talk.", "acknowledged": None}  # fmt: skip
    about = {"project_id": "site", "project_name": text, "previous_severity": None, "by": text, "why": text}
    return {"type": "alert.opened", "timestamp": "2026-11-02T09:14:03Z", "data": {**about, "alert": alert}}


def server(box: Postbox, security: Security = "none", **more: Any) -> MailServer:
    return MailServer("127.0.0.1", box.port, more.pop("user", ""), "pass word", "qa@example.com", security, **more)


def written(text: str = "bo: 31 of 50") -> Any:
    return letter(document(text), message_id="msg_1", sender="qa@example.com", to="lea@example.com", now=NOW)


def test_a_letter_arrives_and_says_what_happened() -> None:
    with postbox() as box:
        assert server(box).send(written()).delivered
    found = email.message_from_bytes(box.letters[0], policy=default)
    assert (found["From"], found["To"], found["Message-ID"]) == ("qa@example.com", "lea@example.com", "<msg_1@labelqa>")
    assert found["Subject"] == "[bo: 31 of 50] New: warning, low approval"
    assert found.get_content_type() == "text/plain"
    assert "Talk." in found.get_content()
    assert "AUTH" not in " ".join(box.commands)


def test_no_text_reaches_a_header_but_in_one_line_of_the_subject() -> None:
    with postbox() as box:
        assert server(box).send(written(HOSTILE)).delivered
    found = email.message_from_bytes(box.letters[0], policy=default)
    assert set(found.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    }  # fmt: skip
    assert found["Bcc"] is None
    assert [command for command in box.commands if command.lower().startswith("rcpt")] == ["rcpt TO:<lea@example.com>"]
    assert "漢字" in found.get_content()
    assert "\x1b" not in found.get_content()


@pytest.mark.parametrize(
    "name",
    ["=?utf-8?q?a=0D=0AFrom:_ceo@example.com=0D=0AContent-Type:_text/html=0D=0A=0D=0A=3Ch1=3E..?=",
     "=\x00?utf-8?b?YQ0KRnJvbTogY2VvQGV4YW1wbGUuY29t?=", "==??utf-8?q?a=0AFrom:_ceo@example.com?=",
     "漢 =?utf-8?q?a=0D=0AFrom:_ceo@example.com?= " * 9],
)  # fmt: skip
def test_a_name_that_is_written_like_an_encoded_header_opens_no_other(name: str) -> None:
    with postbox() as box:
        assert server(box).send(written(name)).delivered
    found = email.message_from_bytes(box.letters[0], policy=default)
    assert found.get_all("From") == ["qa@example.com"]
    assert found.get_all("Content-Type") == ['text/plain; charset="utf-8"']
    assert found["Subject"].lstrip().startswith("[")
    assert "\n" not in found["Subject"]
    assert found.get_content().rstrip().endswith("2026-11-02T09:14:03Z"), "the body is ours"


@pytest.mark.parametrize(
    ("refused", "status", "words"),
    [({"MAIL": "451 inner secret"}, 451, "answered 451"), ({"RCPT": "550 inner secret"}, 550, "this address"),
     ({"AUTH": "535 inner secret"}, 535, "user"), ({"EHLO": "500 x", "HELO": "500 inner secret"}, 500, "answered 500"),
     ({"DATA": "554 inner secret"}, 554, "answered 554")],
)  # fmt: skip
def test_a_refusal_is_told_by_its_code_and_no_word_of_the_server(
    refused: dict[str, str], status: int, words: str
) -> None:
    with postbox(**refused) as box:
        outcome = server(box, user="qa").send(written())
    assert (outcome.delivered, outcome.status) == (False, status)
    assert words in str(outcome.problem)
    assert "secret" not in str(outcome.problem)


def test_with_starttls_everything_after_the_greeting_is_encrypted_and_without_it_nothing_is_sent(
    tmp_path: Path,
) -> None:
    ours, theirs = contexts(tmp_path, "localhost")
    with postbox(context=ours) as box:
        mail = MailServer("localhost", box.port, "qa", "pass word", "qa@example.com", "starttls", context=theirs)
        assert mail.send(written()).delivered
        assert server(box, "starttls").send(written()).problem, "a certificate of an unknown authority"
    assert len(box.letters) == 1
    with postbox() as box:
        outcome = server(box, "starttls").send(written())
    assert "does not offer" in str(outcome.problem)
    assert box.letters == []


def test_a_mail_server_that_does_not_answer_is_given_up() -> None:
    with postbox(EHLO="") as box:
        outcome = server(box, seconds=0.3).send(written())
    assert outcome.problem in (
        "the mail server did not answer within 0.3 seconds",
        "the mail server cannot be reached, or broke the connection",
    )


def test_a_mail_server_that_answers_word_by_word_is_said_to_be_too_slow() -> None:
    with slow(b"", 0, after=b"250-x\r\n") as port:
        mail = MailServer("127.0.0.1", port, "", "", "qa@example.com", "none", seconds=0.3)
        outcome = mail.send(written())
    assert outcome.problem == "the mail server did not answer within 0.3 seconds"


@pytest.mark.parametrize(("user", "password"), [("qa", "pässword"), ("qä", "pass word")])
def test_a_user_or_password_that_cannot_be_sent_is_said(user: str, password: str) -> None:
    with postbox() as box:
        outcome = MailServer("127.0.0.1", box.port, user, password, "qa@example.com", "none").send(written())
    assert "not in ASCII" in str(outcome.problem)
    assert box.letters == []


@contextmanager
def slow(greeting: bytes, times: int, after: bytes = b"") -> Iterator[int]:
    """A server that greets a little at a time, and then as it should, or goes on with `after`: the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                for _ in range(times):
                    connection.sendall(greeting)
                    time.sleep(0.05)
                connection.sendall(b"220 here\r\n" + (b"" if after else b"250 fine\r\n" * 9))
                for _ in range(30 if after else 0):
                    connection.sendall(after)
                    time.sleep(0.05)
                connection.recv(1)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("security", "greeting"), [("none", b"220-x\r\n"), ("none", b"2"), ("tls", b""), ("tls", b"\x16")]
)
def test_a_mail_server_that_greets_for_ever_is_given_up_as_a_whole(security: Security, greeting: bytes) -> None:
    with slow(greeting, 30) as port:
        mail = MailServer("127.0.0.1", port, "", "", "qa@example.com", security, seconds=0.3)
        outcome = mail.send(written())
    assert outcome.status is None
    assert outcome.problem


def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    ours, theirs = contexts(tmp_path, "localhost")
    with postbox(context=ours, first=True) as box:
        mail = MailServer("localhost", box.port, "qa", "pass word", "qa@example.com", "tls", context=theirs)
        assert mail.send(written()).delivered
        assert server(box, "tls").send(written()).problem, "a certificate of an unknown authority"
    assert len(box.letters) == 1
    assert box.commands[0] == "ehlo example.com"


@pytest.mark.parametrize(
    "text",
    ["", "lea", "@example.com", "lea@", "lea@exa mple.com", "lea@example.com,bo@example.com",
     "lea@example.com\r\nBcc: x",
     "Lea <lea@example.com>", "lea@example.com;x", '"a b"@example.com', "lea@[127.0.0.1]", "lé@example.com", "a@-x.com",
     "a" * 65 + "@example.com", "a@" + "x" * 300, "a..b@example.com", "lea@example.com\n",
     "=?utf-8?q?a=0D=0AFrom:_b?=@example.com"],
)  # fmt: skip
def test_only_one_plain_address_takes_letters(text: str) -> None:
    with pytest.raises(BadInput):
        check_letterbox(text)


def test_addresses_are_shown_without_what_is_secret() -> None:
    assert masked("https://hooks.slack.com/services/T0/B0/key") == "https://hooks.slack.com/***"
    assert masked("https://chat.example:8443?token=x") == "https://chat.example:8443/***"
    assert masked("http://bot/") == "http://bot/"
