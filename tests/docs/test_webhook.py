"""The lines that the page on webhooks gives its readers tell a true message from a false one."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from labelqa.delivery import signing

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "alerts-to-slack-webhook-email.md"
SECRET, OTHER = signing.new_secret(), signing.new_secret()
BODY = b'{"type":"test"}'


@pytest.fixture
def verified() -> Any:
    """The function of the page."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    defined: dict[str, Any] = {}
    exec(code, defined)
    return defined["verified"]


def test_the_lines_of_the_page_know_a_message_of_ours_and_no_other(verified: Any) -> None:
    now = int(time.time() * 1000)
    good = signing.headers([SECRET], "msg_1", now=now, body=BODY)
    assert verified(SECRET, good, BODY)
    assert verified(SECRET, signing.headers([OTHER, SECRET], "msg_1", now=now, body=BODY), BODY)
    assert not verified(OTHER, good, BODY)
    assert not verified(SECRET, good, BODY + b" ")
    assert not verified(SECRET, good | {"webhook-id": "msg_2"}, BODY)
    assert not verified(SECRET, signing.headers([SECRET], "msg_1", now=now - 3_600_000, body=BODY), BODY)
