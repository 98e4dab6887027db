"""Ingest, edits, reviews, deletions and restarts in any order, against a model that knows nothing of the product.

The long form (`tests.trust.lengths`) takes 50 histories of 200 steps on each database.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.verify import verify
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.trust.lengths import LONG
from tests.web.conftest import SETTINGS, Clock

RUNS, STEPS = (50, 200) if LONG else (12, 20)
"""Histories on each database, and steps in each. Hypothesis leaves some kinds of steps out of each history."""
SECOND = 1_000
SIDE = 8.0
PERSONS, TRUTH, NET = ("ana", "bo"), "gt", "net"
RATES = {"approval_rate": "approved", "rejection_rate": "rejected", "correction_rate": "corrected"}


# The model: what an annotation service has to remember and to count, in the shortest words. An answer's content follows
# from its revision: so many boxes in a row, each beside the ones before, all as far up as the revision says.


@dataclass
class Answer:
    revision: int
    verdicts: list[tuple[int, str]] = field(default_factory=list)

    @property
    def boxes(self) -> int:
        return self.revision % 3

    @property
    def verdict(self) -> str | None:
        """The last one that was given for the answer as it is now."""
        return next((verdict for revision, verdict in reversed(self.verdicts) if revision == self.revision), None)

    def cover(self, other: "Answer") -> float:
        """Intersection over union of a box with the one at its place."""
        apart = abs(self.revision - other.revision)
        return (SIDE - apart) / (SIDE + apart)

    def matched(self, other: "Answer") -> int:
        return min(self.boxes, other.boxes) if self.cover(other) >= 0.5 else 0

    def score(self, other: "Answer") -> float:
        every = self.boxes + other.boxes
        return 2 * min(self.boxes, other.boxes) * self.cover(other) / every if every else 1.0


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


class Model:
    def __init__(self) -> None:
        self.images: dict[str, dict[str, Answer]] = {}

    def ingest(self, image: str, who: str, revision: int) -> bool:
        """Whether somebody answered for the first time."""
        held = self.images.setdefault(image, {}).get(who)
        if held is None:
            self.images[image][who] = Answer(revision)
        elif revision > held.revision:
            held.revision = revision
        return held is None

    def of(self, image: str, who: str) -> Answer | None:
        return self.images.get(image, {}).get(who)

    def by(self, *people: str) -> list[Answer]:
        return [answer for answers in self.images.values() for who, answer in answers.items() if who in people]

    def pairs(self, who: Sequence[str], other: str) -> list[tuple[Answer, Answer]]:
        """Everybody's answers beside those of another one on the same images."""
        return [(a[w], a[other]) for a in self.images.values() for w in who if w in a and other in a]

    def agreement(self, image: str) -> float | None:
        pair = [answer for who, answer in self.images[image].items() if who in PERSONS]
        return pair[0].score(pair[1]) if len(pair) == 2 else None

    def status(self, image: str) -> str:
        given = {answer.verdict for who, answer in self.images[image].items() if who in PERSONS}
        return (
            "unlabelled"
            if not given
            else "unreviewed"
            if None in given
            else given.pop()
            if len(given) == 1
            else "mixed"
        )

    def outlier(self, image: str) -> bool:
        """No person's box meets one that the net suggested."""
        net, people = self.of(image, NET), [a for who, a in self.images[image].items() if who in PERSONS]
        return bool(net and net.boxes and people) and not any(net.matched(answer) for answer in people)

    def overview(self) -> dict[str, Any]:
        answers, sizes = self.by(*PERSONS), [sum(who in PERSONS for who in answers) for answers in self.images.values()]
        given = Counter(answer.verdict for answer in answers if answer.verdict)
        rates = {word: given[verb] / given.total() if given else None for word, verb in RATES.items()}
        return rates | {
            "images": len(sizes),
            "labelled": sum(size > 0 for size in sizes),
            "unlabelled": sizes.count(0),
            "annotations": len(answers),
            "objects": sum(answer.boxes for answer in answers),
            "annotators": sum(bool(self.by(who)) for who in PERSONS),
            "reviewed": given.total(),
            "overlap": sum(size >= 2 for size in sizes),
        }

    def reports(self) -> dict[str, Any]:
        """The main figures of the other five."""
        both, met = self.pairs(["ana"], "bo"), {who: self.pairs([who], TRUTH) for who in PERSONS}
        compared = [a.score(b) for a, b in both if a.boxes or b.boxes]
        tp = {who: sum(a.matched(t) for a, t in met[who]) for who in PERSONS}
        every = {who: sum(a.boxes + t.boxes for a, t in met[who]) - tp[who] for who in PERSONS}
        right = {who: tp[who] / every[who] if every[who] else None for who in PERSONS}
        judged = {who: [a.verdict == "approved" for a in self.by(who) if a.verdict] for who in PERSONS}
        return {
            "agreement": (len(both), mean(compared), len(both) - len(compared)),
            "annotators": {
                who: (len(self.by(who)), len(judged[who]), mean(judged[who]), mean(compared), right[who])
                for who in PERSONS
            },
            "images": {i: (self.agreement(i), self.status(i)) for i in self.images},
            "benchmark": (len(self.by(TRUTH)), sum(tp.values()), sum(every.values()) - sum(tp.values())),
            "alerts": {image for image in self.images if self.outlier(image)},
        }


# The product: the same over HTTP.


class Service:
    """A server on a database that outlives it. Messages go to a port at which nobody listens, so they wait."""

    def __init__(self, url: str, folder: Path) -> None:
        self.clock, self.projects = Clock(), count()
        folders = {"export_folder": str(folder / "exports"), "picture_folder": str(folder / "pictures")}
        self._settings = replace(SETTINGS, database=url, egress_allow="127.0.0.1:1", **folders)
        self._start()

    def _start(self) -> None:
        self._client = TestClient(create_app(self._settings, clock=self.clock), raise_server_exceptions=False)
        self._client.__enter__()
        self._client.headers["Authorization"] = f"Bearer {BOOTSTRAP_EXAMPLE}"

    def stop(self) -> None:
        self._client.__exit__()

    def restart(self) -> None:
        self.stop()
        self._start()

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        self.clock.now += SECOND
        return self._client.request(method, f"/v1/projects{path}", **sent)

    def differences(self, project: str) -> tuple[str, ...]:
        app: Any = self._client.app
        with app.state.services.store.read() as connection:
            return verify(connection, project).differences


images, people = st.sampled_from(["a", "c/d"]), st.sampled_from([*PERSONS, TRUTH, NET])
verdicts, revisions = st.sampled_from(list(RATES.values())), st.integers(1, 5)
KINDS = {TRUTH: "truth", NET: "model"}


def sent(image: str, who: str, revision: int) -> dict[str, Any]:
    """An answer whose content follows from its revision."""
    boxes = [{"class": "car", "box": [10.0 * k, revision, SIDE, SIDE]} for k in range(Answer(revision).boxes)]
    at = f"2026-11-02T09:0{revision}:00Z"
    said = {"kind": KINDS.get(who, "person"), "submitted_at": at, "revision": revision, "objects": boxes}
    return {"image_id": image, "annotator_id": who, **said}


class History(RuleBasedStateMachine):
    """Each step is taken on both, and both answer alike."""

    service: Service

    @initialize()
    def begin(self) -> None:
        self.model, self.project = Model(), f"p{next(self.service.projects)}"
        self.keys, self.last, self.messages = count(), None, list[str]()
        assert self.service.ask("POST", "", json={"project_id": self.project}).status_code == 201
        target = {"kind": "webhook", "url": "http://127.0.0.1:1/", "min_severity": "info"}
        self.target = self.ask("POST", "/alert-targets", json=target).json()["target_id"]

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        return self.service.ask(method, f"/{self.project}{path}", **sent)

    def write(self, method: str, path: str, **sent: Any) -> Any:
        """A write under a key of its own, remembered with its answer."""
        sent["headers"] = {"Idempotency-Key": f"k{next(self.keys)}"}
        answer = self.ask(method, path, **sent)
        if answer.is_success:
            self.last = (method, path, sent, answer.content)
        return answer

    @rule(image=images)
    def bring_an_image(self, image: str) -> None:
        self.model.images.setdefault(image, {})
        assert self.write("POST", "/images", json={"images": [{"image_id": image}]}).status_code == 200

    @rule(image=images, given=st.dictionaries(people, revisions, min_size=1))
    def ingest(self, image: str, given: dict[str, int]) -> None:
        new = sum([self.model.ingest(image, who, revision) for who, revision in given.items()])
        rows = [sent(image, who, revision) for who, revision in given.items()]
        answer = self.write("POST", "/annotations", json={"annotations": rows})
        assert answer.status_code == 200, answer.text
        assert answer.json()["annotations"]["new"] == new

    @rule(image=images, who=people)
    def edit(self, image: str, who: str) -> None:
        held = self.model.of(image, who)
        self.ingest(image, {who: 1 if held is None else held.revision % 5 + 1})

    @rule(image=images, who=people, verdict=verdicts)
    def review(self, image: str, who: str, verdict: str) -> None:
        held = self.model.of(image, who)
        given = {"image_id": image, "annotator_id": who, "verdict": verdict, "reviewer_id": "lea"}
        answer = self.write("POST", "/reviews", json={"reviews": [given]})
        assert answer.status_code == (404 if held is None else 200), answer.text
        if held is not None:
            held.verdicts.append((held.revision, verdict))

    @rule(image=images, who=people)
    def take_a_verdict_back(self, image: str, who: str) -> None:
        held = self.model.of(image, who)
        if held is None or not held.verdicts:
            return
        held.verdicts.pop()
        last = [review["review_id"] for review in self.shown(image)[who]["reviews"] if not review["undone_at"]][-1]
        assert self.write("DELETE", f"/reviews/{last}").status_code == 200

    @rule(image=images, who=people)
    def delete_an_answer(self, image: str, who: str) -> None:
        held = self.model.images.get(image, {}).pop(who, None)
        answer = self.write("DELETE", "/annotations", params={"image_id": image, "annotator_id": who})
        assert answer.status_code == (404 if held is None else 200), answer.text

    @rule(image=images)
    def delete_an_image(self, image: str) -> None:
        held = self.model.images.pop(image, None)
        assert self.write("DELETE", f"/images/{image}").status_code == (404 if held is None else 200)

    @rule()
    def tell(self) -> None:
        answer = self.write("POST", f"/alert-targets/{self.target}/test")
        assert answer.status_code == 202, answer.text
        self.messages.append(answer.json()["message_id"])

    @rule()
    def send_again(self) -> None:
        """What was answered is answered so again, and done no second time: the next look would see it."""
        if self.last is not None:
            method, path, sent, content = self.last
            assert self.ask(method, path, **sent).content == content

    @rule(really=st.sampled_from([False] * 7 + [True]))
    def restart(self, really: bool) -> None:
        if really:
            self.service.restart()

    def shown(self, image: str) -> dict[str, Any]:
        """The answers on an image's page, by annotator."""
        return {a["annotator_id"]: a for a in self.ask("GET", f"/images/{image}").json()["annotations"]}

    def report(self, name: str, **query: str) -> Any:
        answer = self.ask("GET", f"/quality/{name}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @invariant()
    def both_count_alike(self) -> None:
        if not hasattr(self, "model"):
            return
        found = self.report("overview")
        expected = self.model.overview()
        assert {**{name: found[name] for name in expected}, "overlap": found["overlap"]["images"]} == expected

    @rule()
    def look_at_everything(self) -> None:
        """Every report and every page say what the model knows; every total is its recomputation, to the last bit."""
        assert near(self.reports()) == near(self.model.reports())
        for image, answers in self.model.images.items():
            found = {who: told(answer) for who, answer in self.shown(image).items()}
            assert found == {who: (a.revision, a.boxes, a.verdict, len(a.verdicts)) for who, a in answers.items()}
        every = self.ask("GET", "/deliveries", params={"limit": "1000"}).json()["deliveries"]
        assert [one["message_id"] for one in every if one["event"] == "test"] == self.messages[::-1]
        assert self.service.differences(self.project) == ()

    def reports(self) -> dict[str, Any]:
        agreement, benchmark, team = self.report("agreement"), self.report("benchmark"), ("tp", "fp", "fn")
        rows = {row["annotator_id"]: row for row in self.report("annotators")["annotators"]}
        every = self.report("images", limit="1000")["images"]
        tp, fp, fn = (benchmark["team"][name] for name in team)
        alerts = self.report("alerts", type="suggestion_outlier")["alerts"]
        return {
            "agreement": tuple(agreement[name] for name in ("n_images", "mean_iou", "n_empty")),
            "annotators": {who: tuple(rows.get(who, NOBODY)[name] for name in NOBODY) for who in PERSONS},
            "images": {row["image_id"]: (row["iou"], row["review_status"]) for row in every},
            "benchmark": (benchmark["n_images"], tp, fp + fn),
            "alerts": {alert["subject"]["id"] for alert in alerts},
        }

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.look_at_everything()


NOBODY = {"n_labelled": 0, "n_reviewed": 0, "approval_rate": None, "mean_iou": None, "benchmark_accuracy": None}
"""An annotator of whom nothing is there."""


def told(answer: dict[str, Any]) -> tuple[int, int, str | None, int]:
    """An answer as it is shown: its revision, its boxes, its verdict, and how many verdicts count."""
    given = [review for review in answer["reviews"] if not review["undone_at"]]
    return answer["revision"], len(answer["objects"]), answer["verdict"], len(given)


def near(value: Any) -> Any:
    """Figures to six digits: the product counts in whole numbers, the model does not."""
    if isinstance(value, dict):
        return {name: near(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return tuple(near(one) for one in value)
    return round(value, 6) if isinstance(value, float) else value


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    found = Service(database_url, tmp_path)
    yield found
    found.stop()


def test_any_history_ends_as_the_model_says(service: Service) -> None:
    run_state_machine_as_test(
        type("Here", (History,), {"service": service}),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_history_with_everything_in_it_ends_as_the_model_says(service: Service) -> None:
    history = type("Here", (History,), {"service": service})()
    history.begin()
    for step in (
        lambda: history.ingest("a", {"ana": 1, "bo": 2}),
        lambda: history.ingest("a", {"gt": 2, "net": 5}),
        lambda: history.review("a", "ana", "rejected"),
        history.send_again,
        lambda: history.edit("a", "ana"),
        lambda: history.ingest("a", {"ana": 1}),
        lambda: history.review("a", "bo", "corrected"),
        lambda: history.review("a", "bo", "approved"),
        history.tell,
        lambda: history.restart(True),
        history.send_again,
        lambda: history.ingest("c/d", {"ana": 4, "bo": 3, "net": 1}),
        lambda: history.edit("c/d", "ana"),
        lambda: history.review("c/d", "net", "approved"),
        lambda: history.take_a_verdict_back("a", "bo"),
        lambda: history.delete_an_answer("a", "bo"),
        lambda: history.ingest("a", {"bo": 2, "net": 2}),
        lambda: history.delete_an_image("c/d"),
        lambda: history.bring_an_image("c/d"),
        lambda: history.ingest("c/d", {"bo": 5, "net": 1}),
        lambda: history.delete_an_answer("c/d", "net"),
        lambda: history.restart(True),
    ):
        step()
        history.both_count_alike()
        history.look_at_everything()
