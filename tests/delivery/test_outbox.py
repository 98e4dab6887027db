"""The outbox: written with what it tells, sent until somebody takes it, each message under one id."""

import hmac
import json
from base64 import b64decode, b64encode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.delivery import outbox, slack
from labelqa.delivery.address import PURPOSE, Safe
from labelqa.delivery.courier import KEPT_MS, LEASE_MS, RUN_MS
from labelqa.delivery.message import body_of, placed
from labelqa.delivery.retrying import DELAYS, LONGEST_WAIT, next_attempt, rest
from labelqa.egress.mail import MailServer
from labelqa.egress.posting import MOST
from labelqa.errors import Unreadable
from labelqa.model import Project
from labelqa.sealing import Sealer
from labelqa.store import alert_acknowledgements, alert_deliveries, alert_targets, alerts, projects
from labelqa.store.alert_life import Change
from labelqa.store.schema import alert
from tests.delivery.conftest import World, row
from tests.delivery.postbox import postbox
from tests.delivery.receiver import DRIP, HANG, Request, receiving

LONG = "漢" * 512


def told(request: Request) -> Any:
    return json.loads(request.body)


def signed(request: Request, secret: str) -> list[bool]:
    """Which of its signatures are right, in the few lines that a receiver has."""
    content = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    right = b64encode(hmac.new(b64decode(secret[len("whsec_") :]), content, "sha256").digest()).decode()
    return [part == f"v1,{right}" for part in request.headers["webhook-signature"].split(" ")]


def test_what_happens_to_an_alert_is_told_once_and_signed(world: World) -> None:
    with receiving() as found:
        world.target(found.url)
        courier = world.to(found.port)
        world.look(row())
        world.look(row(value=0.5))
        world.look(row(value=0.5, severity="error"))
        world.look()
        assert courier.deliver_all() == (3, 0)
        assert courier.deliver_all() == (0, 0)
    assert [told(r)["type"] for r in found.requests] == ["alert.opened", "alert.updated", "alert.resolved"]
    first = told(found.requests[0])
    assert first["data"]["project_id"] == "site"
    assert first["data"]["alert"]["message"] == "31 of 50"
    assert first["data"]["alert"]["subject"] == {"kind": "annotator", "id": "bo"}
    assert [told(r)["data"]["previous_severity"] for r in found.requests] == [None, "warning", "error"]
    assert all(signed(r, world.secrets["tgt_1"]) == [True] for r in found.requests)
    assert [r.headers["webhook-id"] for r in found.requests] == [m.message_id for m in world.messages]
    assert {m.state for m in world.messages} == {"delivered"}
    assert found.requests[0].headers["webhook-timestamp"] == str(world.now // 1000)


def test_the_link_to_the_images_is_whole_where_the_server_knows_its_address(world: World) -> None:
    path = "/v1/projects/site/quality/images?annotator=bo"
    with receiving() as found:
        world.target(found.url)
        world.look(row())
        world.base = "https://qa.example.com/labelqa"
        assert world.to(found.port).deliver_all() == (1, 0)
        world.look()
        world.base = ""
        assert world.to(found.port).deliver_all() == (1, 0)
    assert [told(r)["data"]["alert"]["images"] for r in found.requests] == [
        f"https://qa.example.com/labelqa{path}",
        path,
    ]
    assert all(signed(r, world.secrets["tgt_1"]) == [True] for r in found.requests)


def test_a_whole_link_makes_no_message_longer_than_what_is_sent() -> None:
    def document(images: str, prose: int) -> bytes:
        return json.dumps({"data": {"alert": {"images": images}, "prose": "x" * prose}}).encode()

    def link(body: bytes) -> str:
        assert len(body) <= MOST
        return str(json.loads(body)["data"]["alert"]["images"])

    base, frame = "https://" + "q" * 100, len(document("", 0))
    images = "/v1/images?annotator=bo"
    fits, tight, full = (MOST - frame - len(images) - left for left in (200, 100, 0))
    assert link(placed(document(images, fits), base)) == base + images
    assert link(placed(document(images, tight), base)) == base + "/v1/images"
    assert link(placed(document(images, full), base)) == images
    assert placed(b'{"data": {"message": "a test"}}', base) == b'{"data": {"message": "a test"}}'


def test_acknowledging_taking_back_and_the_end_of_the_time_are_told(world: World) -> None:
    with receiving() as found:
        world.target(found.url)
        world.look(row())
        with world.store.write(world.number) as c:
            said = {"by": "lea", "why": "new <here>", "until": world.now + 1000}
            changes = alert_acknowledgements.acknowledge(c, world.number, "al_1", **said, now=world.now)
            outbox.post(c, projects.get(c, "site"), changes, now=world.now)
        courier = world.to(found.port)
        courier.sweep()
        with world.store.read() as c:
            before = projects.get(c, "site").revision
        world.now += 1000
        courier.sweep()
        courier.deliver_all()
        with world.store.read() as c:
            assert projects.get(c, "site").revision == before + 1
    found.requests.sort(key=lambda r: r.headers["webhook-timestamp"])
    assert [told(r)["type"] for r in found.requests] == ["alert.opened", "alert.acknowledged", "alert.reopened"]
    assert (told(found.requests[1])["data"]["by"], told(found.requests[1])["data"]["why"]) == ("lea", "new <here>")
    assert told(found.requests[1])["data"]["alert"]["acknowledged"]["until"]


def test_a_target_hears_of_its_types_and_of_its_severity_also_when_it_falls_below(world: World) -> None:
    world.target("http://a.example/", name="all")
    world.target("http://a.example/", name="errors", min_severity="error")
    world.target("http://a.example/", name="drift", types=("iaa_drift", "class_drift"))
    world.target("http://a.example/", name="off", state="disabled")
    for severity in ("warning", "error", "warning", "info"):
        world.look(row(severity=severity))
    world.look(row(), type="iaa_drift")
    heard = Counter(m.target_id for m in world.messages)
    assert heard == {"all": 5, "errors": 2, "drift": 1}


def test_a_target_that_hears_of_a_return_hears_of_its_end_and_of_no_other(world: World) -> None:
    world.target("http://a.example/", name="errors", min_severity="error")
    for found in ([row(severity="error")], [], [row(severity="info")], [], [row(severity="error")], []):
        world.look(*found)
    assert [m.event for m in world.messages] == ["opened", "resolved", "reopened", "resolved"]
    told = [json.loads(m.body)["data"]["alert"]["severity"] for m in world.messages]
    assert told == ["error"] * 4


def test_an_alert_and_its_message_are_stored_together_or_not_at_all(world: World) -> None:
    world.target("http://a.example/")
    with pytest.raises(RuntimeError), world.store.write(world.number) as c:  # noqa: PT012 - one transaction
        changes = alerts.settle(c, world.number, "low_approval", ["bo"], [row()], now=world.now)
        outbox.post(c, projects.get(c, "site"), changes, now=world.now)
        raise RuntimeError("killed before the commit")
    assert world.messages == []
    with world.store.read() as c:
        assert alerts.page(c, world.number, status="all") == []
    world.look(row())
    assert len(world.messages) == 1


def test_a_failed_attempt_is_made_again_under_the_same_id_until_it_is_taken(world: World) -> None:
    with receiving(500, 503, 200) as found:
        world.target(found.url)
        world.look(row())
        courier = world.to(found.port)
        assert courier.deliver_all() == (0, 1)
        assert courier.deliver_all() == (0, 0), "it is not due yet"
        (message,) = world.messages
        assert (message.state, message.attempts, message.status) == ("waiting", 1, 500)
        assert message.problem == "it answered 500"
        assert message.next_at == world.now + DELAYS[0]
        for delay in DELAYS[:2]:
            world.now += delay
            courier.deliver_all()
    (message,) = world.messages
    assert (message.state, message.attempts, message.status, message.problem) == ("delivered", 3, 200, None)
    assert {r.headers["webhook-id"] for r in found.requests} == {message.message_id}
    assert {r.body for r in found.requests} == {message.body}
    assert all(signed(r, world.secrets["tgt_1"]) == [True] for r in found.requests), "each with its own time"


def test_after_the_last_attempt_it_is_dead_and_may_be_sent_again_by_hand(world: World) -> None:
    with receiving(*[500] * (len(DELAYS) + 1), 200) as found:
        world.target(found.url)
        world.look(row())
        courier, due = world.to(found.port), []
        for delay in (*DELAYS, 0):
            assert courier.deliver_all() == (0, 1)
            due.append(world.messages[0].next_at)
            world.now += delay
        (message,) = world.messages
        assert due[-1] is None
        assert (message.state, message.attempts, message.status) == ("dead", len(DELAYS) + 1, 500)
        world.now += 10 * LONGEST_WAIT
        assert courier.deliver_all() == (0, 0)
        with world.store.write() as c:
            alert_deliveries.renew(c, message.number, now=world.now)
        assert courier.deliver_all() == (1, 0)
    assert len({r.headers["webhook-id"] for r in found.requests}) == 1


def test_the_delays_are_those_that_were_promised_with_jitter_and_what_the_other_side_asks_for() -> None:
    seconds = [delay / 1000 for delay in DELAYS]
    assert seconds == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    for attempts, delay in enumerate(DELAYS, 1):
        assert next_attempt(attempts, now=0, jitter=0.0) == delay
        assert next_attempt(attempts, now=0, jitter=0.999) in range(delay, int(delay * 1.1) + 1)
    assert next_attempt(2, now=0, jitter=0.0, wait_ms=1) == DELAYS[1]
    assert next_attempt(1, now=0, jitter=0.0, wait_ms=10**12) == LONGEST_WAIT


def test_how_long_a_target_asks_to_wait_is_honoured(world: World) -> None:
    with receiving("HTTP/1.1 429 X\r\nRetry-After: 3600\r\n\r\n") as found:
        world.target(found.url)
        world.look(row())
        world.to(found.port).deliver_all()
    (message,) = world.messages
    assert (message.status, message.next_at) == (429, world.now + 3_600_000)


def test_a_target_that_answers_gone_is_switched_off_and_what_waits_for_it_is_dropped(world: World) -> None:
    with receiving(410) as found, receiving() as other:
        world.target(found.url)
        world.target(other.url, name="tgt_2")
        for severity in ("warning", "error"):
            world.look(row(severity=severity))
        courier = world.to(found.port, other.port)
        courier.deliver_all()
        world.look()
        courier.deliver_all()
    assert len(found.requests) == 1
    assert len(other.requests) == 3
    mine = [m for m in world.messages if m.target_id == "tgt_1"]
    assert [(m.state, m.status) for m in mine] == [("dropped", 410), ("dropped", None)]
    assert all("410" in str(m.problem) for m in mine)
    with world.store.read() as c:
        target = alert_targets.get(c, world.number, "tgt_1")
    assert (target.state, target.problem) == ("disabled", "it answered 410: it wants no more messages")


@pytest.mark.parametrize("way", [HANG, DRIP])
def test_one_that_hangs_or_drips_is_a_failed_attempt_like_another(world: World, way: str) -> None:
    with receiving(way, 200) as found:
        world.target(found.url)
        world.look(row())
        courier = world.to(found.port, seconds=0.3)
        assert courier.deliver_all() == (0, 1)
        world.now += DELAYS[0]
        assert courier.deliver_all() == (1, 0)


def test_a_failed_attempt_lets_its_target_rest_and_not_only_its_message(world: World) -> None:
    with receiving(500, "HTTP/1.1 503 X\r\nRetry-After: 3600\r\n\r\n", 200) as found, receiving() as other:
        world.target(found.url)
        world.target(other.url, name="tgt_2")
        for severity in ("warning", "error", "warning"):
            world.look(row(severity=severity))
        courier = world.to(found.port, other.port)
        assert courier.deliver_all() == (3, 1), "the other target hears all of it"
        assert {m.next_at for m in world.messages if m.target_id == "tgt_1"} == {world.now + DELAYS[0]}
        world.now += DELAYS[0]
        assert courier.deliver_all() == (0, 1)
        mine = [m for m in world.messages if m.target_id == "tgt_1"]
        assert [m.attempts for m in mine] == [1, 1, 0], "what was tried least has its turn"
        assert {m.next_at for m in mine} == {world.now + 3_600_000}
        world.now += 3_600_000
        assert courier.deliver_all() == (3, 0)
    first, second, third = (m.message_id for m in mine)
    assert [r.headers["webhook-id"] for r in found.requests] == [first, second, third, first, second]


def test_a_message_that_is_always_refused_holds_up_no_other(world: World) -> None:
    with receiving(*[400] * 4, 200) as found:
        world.target(found.url)
        world.look(row())
        courier = world.to(found.port)
        for delay in DELAYS[:4]:
            courier.deliver_all()
            world.now += delay
        world.look(row(severity="error"))
        assert courier.deliver_all() == (2, 0)
    old, new = (m.message_id for m in world.messages)
    assert [r.headers["webhook-id"] for r in found.requests[-2:]] == [new, old]


def test_a_target_rests_for_minutes_however_often_a_message_failed() -> None:
    assert [rest(n) for n in range(1, len(DELAYS) + 2)] == [DELAYS[0]] + [DELAYS[1]] * len(DELAYS)
    assert rest(1, wait_ms=10**12) == LONGEST_WAIT


def test_what_nobody_foresaw_is_a_failed_attempt_and_in_the_end_the_message_is_dead(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    target = world.target("http://a.example/", kind="slack", types=("iaa_drift",))
    with receiving() as found:
        world.target(found.url, name="tgt_2")
        with world.store.write(world.number) as c:  # a body that an earlier version wrote otherwise
            broken = alert_deliveries.Waiting("msg_1", target.number, "", "test", b'{"data": 1}')
            alert_deliveries.add(c, world.number, [broken], now=world.now)
        world.look(row())
        courier = world.to(found.port)
        assert courier.deliver_all() == (1, 1), "the others are sent all the same"
        message = world.messages[0]
        assert (message.message_id, message.state, message.attempts) == ("msg_1", "waiting", 1)
        assert message.next_at == world.now + DELAYS[0]
        assert "could not be written" in str(message.problem)
        assert "Traceback" in caplog.text
        for delay in DELAYS:
            world.now += delay
            courier.deliver_all()
    assert (world.messages[0].state, world.messages[0].attempts) == ("dead", len(DELAYS) + 1)


def test_a_run_tries_what_was_due_when_it_began_and_not_for_ever(world: World) -> None:
    with receiving(500) as found:
        for k in range(3):
            world.target(found.url, name=f"tgt_{k}")
        world.look(row())

        def clock() -> int:  # every look at it takes a minute: what failed is due again while the run goes on
            world.now += 60_000
            return world.now

        courier = world.to(found.port)
        courier._clock = clock
        assert courier.deliver_all() == (0, 3)
        assert [m.attempts for m in world.messages] == [1, 1, 1]
        world.now += DELAYS[1]
        step = RUN_MS + 1
        courier._clock = lambda: world.now + step * len(found.requests)
        assert courier.deliver_all() == (0, 1), "after the first attempt the time of this run is over"


def test_a_redirect_leads_no_message_anywhere(world: World) -> None:
    with receiving() as canary, receiving(f"HTTP/1.1 307 X\r\nLocation: {canary.url}\r\n\r\n") as found:
        world.target(found.url)
        world.look(row())
        assert world.to(found.port, canary.port).deliver_all() == (0, 1)
    assert canary.connections == 0
    assert world.messages[0].status == 307


def test_a_crash_between_sending_and_noting_repeats_the_message_once_under_its_id(world: World) -> None:
    with receiving() as found:
        world.target(found.url)
        world.look(row())
        with world.store.write() as c:
            claimed = alert_deliveries.claim(c, world.messages[0].number, now=world.now, until=world.now + LEASE_MS)
        assert claimed is not None
        with world.store.read() as c:
            target = alert_targets.by_number(c, claimed.target)
        assert target is not None
        courier = world.to(found.port)
        assert courier._sender.send(target, claimed, now=world.now).delivered  # and here it is killed
        assert courier.deliver_all() == (0, 0), "somebody may be at it"
        world.now += LEASE_MS
        assert courier.deliver_all() == (1, 0)
        world.now += 10 * LEASE_MS
        assert courier.deliver_all() == (0, 0)
    assert [r.headers["webhook-id"] for r in found.requests] == [claimed.message_id] * 2
    assert (world.messages[0].state, world.messages[0].attempts) == ("delivered", 2)


def test_who_comes_back_after_the_claim_is_over_notes_nothing(world: World) -> None:
    world.target("http://a.example/")
    world.look(row())
    number = world.messages[0].number
    with world.store.write() as c:
        slow = alert_deliveries.claim(c, number, now=world.now, until=world.now + LEASE_MS)
    world.now += LEASE_MS
    with world.store.write() as c:
        assert alert_deliveries.claim(c, number, now=world.now, until=world.now + LEASE_MS)
        assert slow is not None
        assert not alert_deliveries.settle(c, slow, state="dead")
    assert world.messages[0].state == "waiting"


def test_several_workers_send_each_message_once(world: World) -> None:
    with receiving() as found:
        world.target(found.url)
        for k in range(30):
            world.look(row(severity="error" if k % 2 else "warning"))
        couriers = [world.to(found.port) for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda courier: courier.deliver_all(), couriers))
    assert sum(taken for taken, _ in results) == 30
    ids = [r.headers["webhook-id"] for r in found.requests]
    assert len(ids) == len(set(ids)) == 30


def test_both_secrets_sign_while_one_takes_over_from_the_other(world: World) -> None:
    with receiving() as found:
        target = world.target(found.url)
        old, new = world.secrets["tgt_1"], "whsec_" + b64encode(b"n" * 32).decode()
        values = {
            "secret": world.safe.seal("tgt_1", "secret", new),
            "earlier_secret": world.safe.seal("tgt_1", "earlier_secret", old),
            "earlier_until": world.now + 1000,
        }
        with world.store.write() as c:
            alert_targets.change(c, target.number, values)
        courier = world.to(found.port)
        world.look(row())
        courier.deliver_all()
        world.now += 1000
        world.look()
        courier.deliver_all()
    during, after = found.requests
    assert (signed(during, new), signed(during, old)) == ([True, False], [False, True])
    assert (signed(after, new), signed(after, old)) == ([True], [False])


def test_slack_gets_text_and_blocks_in_which_names_are_no_markup(world: World) -> None:
    with receiving() as found:
        world.target(found.url, kind="slack")
        world.look(row(message="<!channel> 'R&D' <https://evil.example|click>"))
        assert world.to(found.port).deliver_all() == (1, 0)
    body = told(found.requests[0])
    assert body["mrkdwn"] is False
    assert [text["type"] for block in body["blocks"] for text in block.get("elements", [block.get("text")])] == [
        "plain_text"
    ] * 3, "nothing formats, nothing links"
    assert "<" not in found.requests[0].body.decode()
    assert "&lt;!channel&gt; 'R&amp;D'" in body["text"]
    assert "webhook-signature" not in found.requests[0].headers


def test_slack_takes_the_longest_message(world: World) -> None:
    with receiving() as found:
        world.target(found.url, kind="slack")
        world.look(row(message="<&>" * 1000, action="&" * 1000))
        world.to(found.port).deliver_all()
    body = told(found.requests[0])
    assert all(len(block["text"]["text"]) <= 3000 for block in body["blocks"] if block["type"] == "section")


def test_a_letter_goes_through_the_mail_server_and_without_one_the_problem_is_said(world: World) -> None:
    world.target("lea@example.com", kind="email")
    world.look(row())
    courier = world.courier()
    assert courier.deliver_all() == (0, 1)
    assert "LABELQA_SMTP_HOST" in str(world.messages[0].problem)
    with postbox() as box:
        world.mail = MailServer("127.0.0.1", box.port, "", "", "qa@example.com", "none")
        world.now += DELAYS[0]
        assert world.courier().deliver_all() == (1, 0)
    assert f"<{world.messages[0].message_id}@labelqa>".encode() in box.letters[0]


def test_an_address_that_would_write_headers_gets_no_letter_even_where_it_was_stored(world: World) -> None:
    world.target("=?utf-8?q?a=0D=0AFrom:_ceo?=@example.com", kind="email")
    world.look(row())
    with postbox() as box:
        world.mail = MailServer("127.0.0.1", box.port, "", "", "qa@example.com", "none")
        assert world.courier().deliver_all() == (0, 1)
    assert box.letters == []
    assert "is no address" in str(world.messages[0].problem)


@pytest.mark.parametrize("long", [LONG, "😀" * 512, "\x01" * 512, "&" * 512, "\\" * 512])
def test_no_message_is_larger_than_twenty_kilobytes(world: World, long: str) -> None:
    huge = row(message=long * 20, action=long * 20, subject_id=long, images="annotator=" + "%E6%BC%A2" * 512)
    with world.store.write(world.number) as c:
        changes = alerts.settle(c, world.number, "low_approval", ["bo"], [huge], now=world.now)
        said = {"by": long, "why": long * 19, "until": None}
        changes += alert_acknowledgements.acknowledge(c, world.number, "al_1", **said, now=world.now)
        project = projects.get(c, "site")
    project = replace(project, name=long[:200])
    for change in changes:
        body = body_of(project, change)
        assert len(body) <= MOST
        assert json.loads(body)["data"]["alert"]["message"][:99] == (long * 20)[:99]
        assert len(slack.payload(json.loads(body))) <= MOST


@given(st.text(max_size=600), st.text(max_size=3000))
def test_whatever_the_words_are_a_message_fits(name: str, prose: str) -> None:
    found = {**dict.fromkeys(column.name for column in alert.columns), **row(message=prose, action=prose, images=name)}
    more = {"type": "iaa_drift", "status": "acknowledged", "subject_id": name, "acknowledged_by": name}
    change = Change("acknowledged", found | more | {"acknowledged_why": prose}, "error", 0, name, prose)
    project = Project(1, "site", name, "detection", "open", 0.5, 2, "single", {}, {}, 1, 0, 0)
    body = body_of(project, change)
    assert len(body) <= MOST
    assert len(slack.payload(json.loads(body))) <= MOST


def test_a_message_that_is_too_large_is_dead_at_once(world: World) -> None:
    with receiving() as found:
        target = world.target(found.url)
        with world.store.write(world.number) as c:
            message = alert_deliveries.Waiting("msg_1", target.number, "", "test", b"x" * (MOST + 1))
            alert_deliveries.add(c, world.number, [message], now=world.now)
        assert world.to(found.port).deliver_all() == (0, 1)
        assert found.connections == 0
    assert (world.messages[0].state, world.messages[0].attempts) == ("dead", 1)
    assert str(MOST) in str(world.messages[0].problem)


def test_what_is_sealed_is_not_in_the_database_and_another_secret_does_not_read_it(world: World) -> None:
    world.target("https://hooks.example/T0/very-secret")
    world.look(row())
    with world.store.read() as c:
        target = alert_targets.get(c, world.number, "tgt_1")
    assert b"very-secret" not in target.address
    assert world.secrets["tgt_1"].encode() not in (target.secret or b"")
    with pytest.raises(Unreadable, match="another server secret"):
        world.safe.sealer.unseal(target.address, "tgt_2 address")
    world.safe = Safe(Sealer(b"another secret of thirty-two bytes", PURPOSE))
    assert world.courier().deliver_all() == (0, 1)
    assert "cannot be read" in str(world.messages[0].problem)


def test_what_ended_long_ago_is_cleared_away_and_what_waits_is_not(world: World) -> None:
    with receiving(200, 500) as found:
        world.target(found.url)
        courier = world.to(found.port)
        world.look(row())
        courier.deliver_all()
        world.look()
        courier.deliver_all()
        world.now += KEPT_MS + 1
        courier.purge()
    assert [m.state for m in world.messages] == ["waiting"]
