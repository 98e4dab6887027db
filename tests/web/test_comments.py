"""Comments over HTTP: said, listed, resolved, deleted; an image that one escalates shows it, whatever else happens."""

import csv
import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.ingest import learn_queue, recompute
from labelqa.store import listing, projects
from labelqa.store.schema import comment
from labelqa.verify import verify
from labelqa.web.found import finder
from tests.web.conftest import Clock, Server, row

SITE = "/v1/projects/site"
PATH, IMAGES = f"{SITE}/comments", f"{SITE}/quality/images"
HOSTILE = '<img src=x onerror="alert(1)">\n=HYPERLINK("http://x")'


@pytest.fixture(autouse=True)
def _exact(server: Server, filled: TestClient) -> Any:
    """Whatever a test did: what is stored is its recomputation."""
    yield
    with server.store.read() as connection:
        assert verify(connection, "site").differences == ()


def say(client: TestClient, text: str = "look here", image_id: str = "img_0", **more: Any) -> dict[str, Any]:
    found = client.post(PATH, json={"image_id": image_id, "text": text, **more})
    assert found.status_code == 201, found.text
    return dict(found.json())


def listed(client: TestClient, query: str = "") -> list[str]:
    found = client.get(f"{PATH}?{query}")
    assert found.status_code == 200, found.text
    return [c["text"] for c in found.json()["comments"]]


def escalated(client: TestClient) -> list[str]:
    """Ids of the images that the filter finds, whose number is its count."""
    found = client.get(f"{IMAGES}?flag=escalated").json()
    assert found["count"] == len(found["images"])
    return sorted(i["image_id"] for i in found["images"])


def flags(client: TestClient, image_id: str = "img_0") -> list[dict[str, str]]:
    """The image's flags of this sort, which its row and its own page tell alike."""
    rows = {i["image_id"]: i["flags"] for i in client.get(IMAGES).json()["images"]}
    assert client.get(f"{SITE}/images/{image_id}").json()["flags"] == rows[image_id]
    return [flag for flag in rows[image_id] if flag["reason"] == "escalated"]


def revision(client: TestClient) -> int:
    return int(client.get(SITE).json()["revision"])


def test_a_comment_comes_back_as_it_was_said(filled: TestClient) -> None:
    said = say(filled, "too wide", annotator_id="bo", box=[1, 2.5, 30, 40], author_id="rita")
    assert {k: v for k, v in said.items() if k != "comment_id"} == {
        "image_id": "img_0", "annotator_id": "bo", "box": [1.0, 2.5, 30.0, 40.0], "text": "too wide",
        "author_id": "rita", "at": "2026-11-02T09:14:03Z", "escalates": False, "resolved_at": None, "resolved_by": None,
    }  # fmt: skip
    assert filled.get(PATH).json() == {"comments": [said], "next": None}
    assert filled.get(f"{SITE}/images/img_0").json()["comments"] == [said]
    assert filled.get(f"{SITE}/images/img_1").json()["comments"] == []


def test_who_says_no_name_goes_by_the_id_of_their_key(server: Server) -> None:
    made = server.admin.post("/v1/keys", json={"name": "Rita's key", "scopes": ["review"]}).json()
    rita = server.with_key(made["key"])
    said = say(rita)
    assert said["author_id"] == made["key_id"]
    assert rita.post(f"{PATH}/{said['comment_id']}/resolve").json()["resolved_by"] == made["key_id"]


def test_comments_are_listed_newest_first_and_by_what_is_asked(filled: TestClient, clock: Clock) -> None:
    for k in range(5):
        clock.now += k % 2  # two are of one moment each
        said = say(filled, f"{k}", f"img_{k % 2}", escalates=k > 2)
        if k % 2:
            filled.post(f"{PATH}/{said['comment_id']}/resolve", json={"by": "sam"})
    assert listed(filled) == ["4", "3", "2", "1", "0"]
    assert listed(filled, "image_id=img_0") == ["4", "2", "0"]
    assert listed(filled, "status=open") == ["4", "2", "0"]
    assert listed(filled, "status=resolved") == ["3", "1"]
    assert listed(filled, "escalated=true") == ["4", "3"]
    assert listed(filled, "escalated=false&status=resolved") == ["1"]
    page, seen = filled.get(f"{PATH}?limit=2").json(), []
    while True:
        seen += [c["text"] for c in page["comments"]]
        if page["next"] is None:
            break
        page = filled.get(f"{PATH}?limit=2&cursor={page['next']}").json()
    assert seen == ["4", "3", "2", "1", "0"]
    assert filled.get(f"{PATH}?limit=2&cursor=abc").status_code == 422
    assert filled.get(f"{PATH}?image_id=nowhere").status_code == 404


def test_hostile_text_is_told_as_it_is_and_never_a_formula(filled: TestClient) -> None:
    say(filled, HOSTILE, escalates=True, author_id="=1+1")
    assert listed(filled) == [HOSTILE]
    assert flags(filled)[0]["detail"] == f"=1+1: {HOSTILE}"
    say(filled, '=HYPERLINK("http://x")', image_id="img_1", author_id="@rita", box=[1, 2, 3, 4])
    table = filled.get(PATH, headers={"Accept": "text/csv"})
    newest, oldest = csv.DictReader(io.StringIO(table.content.decode(), newline=""))
    assert (newest["text"], newest["author_id"], newest["box"]) == (
        "'=HYPERLINK(\"http://x\")", "'@rita", "1.0;2.0;3.0;4.0",
    )  # fmt: skip
    assert (oldest["text"], oldest["author_id"], oldest["escalates"]) == (HOSTILE, "'=1+1", "true")


def test_an_escalating_comment_flags_its_image_until_it_is_resolved(filled: TestClient) -> None:
    say(filled, "just so")
    assert escalated(filled) == []
    said = say(filled, "x" * 200, author_id="rita", escalates=True)
    assert flags(filled) == [{"reason": "escalated", "severity": "warning", "detail": f"rita: {'x' * 120}"}]
    assert escalated(filled) == ["img_0"]
    one = f"{PATH}/{said['comment_id']}/resolve"
    found = filled.post(one, json={"by": "sam"}).json()
    assert (found["resolved_at"], found["resolved_by"]) == ("2026-11-02T09:14:03Z", "sam")
    assert (flags(filled), escalated(filled)) == ([], [])
    assert filled.delete(one).json() == said
    assert escalated(filled) == ["img_0"]


def test_the_flag_stays_while_another_comment_escalates_and_tells_the_newest(filled: TestClient, clock: Clock) -> None:
    first = say(filled, "first", author_id="rita", escalates=True)
    clock.now += 1
    second = say(filled, "second", author_id="sam", escalates=True)
    assert [f["detail"] for f in flags(filled)] == ["sam: second"]
    filled.post(f"{PATH}/{second['comment_id']}/resolve")
    assert [f["detail"] for f in flags(filled)] == ["rita: first"]
    assert filled.delete(f"{PATH}/{first['comment_id']}").status_code == 204
    assert (flags(filled), escalated(filled)) == ([], [])


def test_the_flag_outlives_edits_verdicts_scores_and_settings(server: Server, filled: TestClient) -> None:
    say(filled, "whose rule?", image_id="flag_0", author_id="rita", escalates=True)
    filled.post(f"{SITE}/annotations", json={"annotations": [row("flag_0", "bo", x=50.0), row("flag_0", "ana")]})
    assert escalated(filled) == ["flag_0"]
    verdict = {"image_id": "flag_0", "annotator_id": "bo", "verdict": "approved"}
    filled.post(f"{SITE}/reviews", json={"reviews": [verdict]})
    filled.delete(f"{SITE}/annotations?image_id=flag_0&annotator_id=ana")
    assert escalated(filled) == ["flag_0"]
    assert learn_queue(server.store, "site", now=server.clock(), force=True)
    assert escalated(filled) == ["flag_0"]
    assert filled.patch(SITE, json={"min_annotators": 3}).status_code == 200
    recompute(server.store, "site", now=server.clock())
    assert [f["detail"] for f in flags(filled, "flag_0")] == ["rita: whose rule?"]


@pytest.mark.parametrize("sort", ["priority", "qa_score", "-qa_score", "updated_at"])
def test_a_rare_flag_and_a_common_one_are_paged_alike(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    bare = [{"image_id": f"bare_{k}"} for k in range(3)]  # without a score
    filled.post(f"{SITE}/images", json={"images": bare})
    wanted = ["img_0", "img_2", "img_3", "flag_1", "bare_0", "bare_2"]
    for image_id in wanted:
        say(filled, escalates=True, image_id=image_id)

    def pages() -> list[str]:
        found, cursor = list[str](), ""
        while cursor is not None:
            page = filled.get(f"{IMAGES}?flag=escalated&sort={sort}&limit=2{cursor and '&cursor='}{cursor}").json()
            found += [i["image_id"] for i in page["images"]]
            cursor = page["next"]
        return found

    ordered = [i["image_id"] for i in filled.get(f"{IMAGES}?sort={sort}").json()["images"] if i["image_id"] in wanted]
    assert pages() == ordered
    say(filled)  # nothing kept is answered again
    monkeypatch.setattr(listing, "COUNTED", 3)
    assert pages() == ordered


def test_what_is_written_back_into_a_tool_tells_no_comments(server: Server, filled: TestClient) -> None:
    say(filled, escalates=True, image_id="flag_0")
    with server.store.read() as connection:
        find = finder(projects.get(connection, "site"), ["flags"])
        (found,) = find(connection, ["flag_0"])
    assert "escalated" not in {flag.reason for flag in found.flags or ()}


def test_many_are_judged_by_the_flag(filled: TestClient) -> None:
    say(filled, escalates=True, image_id="img_1")
    body = {"verdict": "rejected", "where": {"flag": "escalated"}, "dry_run": True}
    assert filled.post(f"{SITE}/reviews/bulk", json=body).json()["chosen"] == 2


def test_what_changes_makes_kept_answers_stale_and_what_does_not_leaves_them(filled: TestClient) -> None:
    etag = filled.get(IMAGES).headers["etag"]
    said = say(filled, escalates=True)
    assert filled.get(IMAGES, headers={"If-None-Match": etag}).status_code == 200
    one = f"{PATH}/{said['comment_id']}/resolve"
    filled.post(one)
    before = revision(filled)
    assert filled.post(one, json={"by": "somebody later"}).json()["resolved_by"] != "somebody later"
    assert revision(filled) == before
    filled.delete(one)
    filled.delete(one)
    assert revision(filled) == before + 1


def test_a_request_that_is_sent_again_is_done_once(filled: TestClient) -> None:
    once = {"Idempotency-Key": "a"}
    body = {"image_id": "img_0", "text": "once", "escalates": True}
    first, again = (filled.post(PATH, json=body, headers=once) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert listed(filled) == ["once"]
    one = f"{PATH}/{first.json()['comment_id']}"
    assert [filled.delete(one, headers=once).status_code for _ in range(2)] == [204, 204]
    assert filled.delete(one).status_code == 404


def test_only_who_wrote_a_comment_deletes_it_or_an_admin(server: Server, filled: TestClient) -> None:
    rita, sam = (server.client_with("review", projects=["site"]) for _ in range(2))
    mine, named, last = say(rita), say(rita, author_id="rita"), say(rita)
    for client, query, which in (
        (sam, "", mine),
        (sam, "?author_id=rita", named),  # the name alone proves nothing
        (sam, f"?author_id={mine['author_id']}", mine),
        (rita, "", named),  # one key of a team, another of its names
        (rita, "?author_id=sam", named),
    ):
        refused = client.delete(f"{PATH}/{which['comment_id']}{query}")
        assert refused.status_code == 403, query
    assert len(listed(filled)) == 3
    assert rita.delete(f"{PATH}/{mine['comment_id']}").status_code == 204
    assert rita.delete(f"{PATH}/{named['comment_id']}?author_id=rita").status_code == 204
    assert filled.delete(f"{PATH}/{last['comment_id']}").status_code == 204
    assert listed(filled) == []


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no text": ({"text": ""}, "/text", "empty"),
    "nothing to see": ({"text": " \n "}, "/text", "empty"),
    "2,001 characters": ({"text": "x" * 2001}, "/text", "2001"),
    "a control character": ({"text": "a\x07b"}, "/text", "U+0007"),
    "a tab": ({"text": "a\tb"}, "/text", "U+0009"),
    "a null byte": ({"text": "a\0b"}, "/text", "U+0000"),
    "a text that is none": ({"text": ["a"]}, "/text", "not a text"),
    "an author without a name": ({"author_id": ""}, "/author_id", "empty"),
    "an author of two lines": ({"author_id": "a\nb"}, "/author_id", "U+000A"),
    "a box of three": ({"box": [1, 2, 3]}, "/box", "a list of 3"),
    "a box without area": ({"box": [1, 2, 0, 4]}, "/box", "0 x 4"),
    "a box of texts": ({"box": [1, "2", 3, 4]}, "/box/1", "'2'"),
    "a box out of bounds": ({"box": [1, 2, 3, 2e9]}, "/box/3", "2000000000"),
    "yes as a text": ({"escalates": "yes"}, "/escalates", "neither"),
    "a key too many": ({"colour": "red"}, "/colour", "colour"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_no_comment_is_refused_and_nothing_stored(filled: TestClient, name: str) -> None:
    more, pointer, words = BAD[name]
    before = revision(filled)
    found = filled.post(PATH, json={"image_id": "img_0", "text": "fine", **more})
    assert found.status_code == 422, found.text
    assert found.json()["errors"][0]["pointer"] == pointer
    assert words in found.json()["errors"][0]["detail"]
    assert (listed(filled), revision(filled)) == ([], before)


def test_a_comment_is_on_what_is_there(filled: TestClient) -> None:
    for more, words in (
        ({"image_id": "nowhere"}, "nowhere"),
        ({"annotator_id": "nobody"}, "nobody"),
        ({"annotator_id": "ana", "image_id": "flag_0"}, "'ana' has no annotation of image 'flag_0'"),
    ):
        found = filled.post(PATH, json={"image_id": "img_0", "text": "fine", **more})
        assert found.status_code == 404, found.text
        assert words in found.json()["detail"]
    for name in ("cmt_1", "a%00b", "%ff", "é%0A"):
        assert filled.post(f"{PATH}/{name}/resolve").status_code == 404
        assert filled.delete(f"{PATH}/{name}/resolve").status_code == 404
        assert filled.delete(f"{PATH}/{name}").status_code == 404
    for query in ("status=done", "escalated=yes", "escalated=1", "limit=0", "image_id=", "author=x"):
        assert filled.get(f"{PATH}?{query}").status_code == 422, query
    assert filled.post(f"{PATH}/cmt_1/resolve", json={"by": 5}).status_code == 422
    assert listed(filled) == []


def test_comments_of_one_project_are_not_reached_through_another(filled: TestClient) -> None:
    said = say(filled, escalates=True)
    filled.post("/v1/projects", json={"project_id": "other"})
    other = PATH.replace("site", "other")
    assert filled.get(other).json()["comments"] == []
    assert filled.delete(f"{other}/{said['comment_id']}").status_code == 404
    assert filled.post(f"{other}/{said['comment_id']}/resolve").status_code == 404
    assert escalated(filled) == ["img_0"]


def test_an_annotators_own_key_learns_nothing_of_comments(server: Server, filled: TestClient) -> None:
    own = server.client_with("self", projects=["site"], annotator="ana")
    before = own.get(IMAGES).json()
    say(filled, "bo is careless", escalates=True, annotator_id="ana")
    assert own.get(PATH).status_code == 403
    assert own.get(IMAGES).json() == before
    assert own.get(f"{IMAGES}?flag=escalated").status_code == 422


def test_comments_go_with_their_image_and_stay_without_the_answer_that_they_were_on(
    server: Server, filled: TestClient
) -> None:
    say(filled, "gone", escalates=True, image_id="img_1")
    say(filled, "stays", escalates=True, annotator_id="bo", image_id="img_2")
    filled.delete(f"{SITE}/images/img_1")
    filled.delete(f"{SITE}/annotations?image_id=img_2&annotator_id=bo")
    assert (listed(filled), escalated(filled)) == (["stays"], ["img_2"])
    with server.store.read() as connection:
        assert len(connection.execute(comment.select()).all()) == 1


def test_an_image_shows_its_newest_hundred_comments(filled: TestClient) -> None:
    for k in range(103):
        say(filled, f"{k}")
    shown = [c["text"] for c in filled.get(f"{SITE}/images/img_0").json()["comments"]]
    assert shown == [f"{k}" for k in range(102, 2, -1)]
