"""Ingest, edits, reviews, deletions and restarts in any order, against a model that knows nothing of the product.

The long form (`tests.trust.lengths`) takes 100 histories of 200 steps on each database.
"""

from collections import Counter
from collections.abc import Iterator
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

RUNS, STEPS = (100, 200) if LONG else (6, 30)
SECOND = 1_000


# The model: what an annotation service has to remember, in the shortest words.


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


class Model:
    def __init__(self) -> None:
        self.images: dict[str, dict[str, Answer]] = {}

    def answers(self) -> list[tuple[str, Answer]]:
        return [found for answers in self.images.values() for found in answers.items()]

    def ingest(self, image: str, who: str, revision: int) -> str:
        held = self.images.setdefault(image, {}).get(who)
        if held is None:
            self.images[image][who] = Answer(revision)
        elif revision > held.revision:
            held.revision = revision
        return "new" if held is None else "revised" if revision == held.revision else "other"

    def of(self, image: str, who: str) -> Answer | None:
        return self.images.get(image, {}).get(who)

    def overview(self) -> dict[str, Any]:
        answers, sizes = self.answers(), [len(answers) for answers in self.images.values()]
        given = Counter(answer.verdict for _, answer in answers if answer.verdict)
        rates = {word: given[verb] / given.total() if given else None for word, verb in RATES.items()}
        return rates | {
            "images": len(sizes),
            "labelled": sum(size > 0 for size in sizes),
            "unlabelled": sizes.count(0),
            "annotations": len(answers),
            "objects": sum(answer.boxes for _, answer in answers),
            "annotators": len({who for who, _ in answers}),
            "reviewed": given.total(),
            "overlap": sum(size >= 2 for size in sizes),
        }


RATES = {"approval_rate": "approved", "rejection_rate": "rejected", "correction_rate": "corrected"}


# The product: the same over HTTP.


class Service:
    """A server on a database that outlives it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.clock, self.projects = Clock(), count()
        folders = {"export_folder": str(folder / "exports"), "picture_folder": str(folder / "pictures")}
        self._settings = replace(SETTINGS, database=url, **folders)
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


images, people = st.sampled_from(["a", "c/d"]), st.sampled_from(["ana", "bo"])
verdicts, revisions = st.sampled_from(list(RATES.values())), st.integers(1, 5)


def sent(image: str, who: str, revision: int) -> dict[str, Any]:
    """An answer whose content follows from its revision."""
    boxes = [{"class": "car", "box": [10.0 * k, revision, 8, 8]} for k in range(Answer(revision).boxes)]
    at = f"2026-11-02T09:0{revision}:00Z"
    said = {"kind": "person", "submitted_at": at, "seconds": 9.5, "revision": revision, "objects": boxes}
    return {"image_id": image, "annotator_id": who, **said}


class History(RuleBasedStateMachine):
    """Each step is taken on both, and both answer alike."""

    service: Service

    @initialize()
    def begin(self) -> None:
        self.model, self.project = Model(), f"p{next(self.service.projects)}"
        assert self.service.ask("POST", "", json={"project_id": self.project}).status_code == 201

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        return self.service.ask(method, f"/{self.project}{path}", **sent)

    @rule(image=images)
    def bring_an_image(self, image: str) -> None:
        self.model.images.setdefault(image, {})
        assert self.ask("POST", "/images", json={"images": [{"image_id": image}]}).status_code == 200

    @rule(image=images, given=st.dictionaries(people, revisions, min_size=1))
    def ingest(self, image: str, given: dict[str, int]) -> None:
        expected = Counter(self.model.ingest(image, who, revision) for who, revision in given.items())
        rows = [sent(image, who, revision) for who, revision in given.items()]
        answer = self.ask("POST", "/annotations", json={"annotations": rows})
        assert answer.status_code == 200, answer.text
        assert answer.json()["annotations"]["new"] == expected["new"]

    @rule(image=images, who=people)
    def edit(self, image: str, who: str) -> None:
        held = self.model.of(image, who)
        self.ingest(image, {who: 1 if held is None else held.revision % 5 + 1})

    @rule(image=images, who=people, verdict=verdicts)
    def review(self, image: str, who: str, verdict: str) -> None:
        held = self.model.of(image, who)
        given = {"image_id": image, "annotator_id": who, "verdict": verdict, "reviewer_id": "lea"}
        answer = self.ask("POST", "/reviews", json={"reviews": [given]})
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
        assert self.ask("DELETE", f"/reviews/{last}").status_code == 200

    @rule(image=images, who=people)
    def delete_an_answer(self, image: str, who: str) -> None:
        held = self.model.images.get(image, {}).pop(who, None)
        answer = self.ask("DELETE", "/annotations", params={"image_id": image, "annotator_id": who})
        assert answer.status_code == (404 if held is None else 200), answer.text

    @rule(image=images)
    def delete_an_image(self, image: str) -> None:
        held = self.model.images.pop(image, None)
        assert self.ask("DELETE", f"/images/{image}").status_code == (404 if held is None else 200)

    @rule()
    def restart(self) -> None:
        self.service.restart()

    def shown(self, image: str) -> dict[str, Any]:
        """The answers on an image's page, by annotator."""
        return {a["annotator_id"]: a for a in self.ask("GET", f"/images/{image}").json()["annotations"]}

    @invariant()
    def both_count_alike(self) -> None:
        if not hasattr(self, "model"):
            return
        found = self.ask("GET", "/quality/overview").json()
        expected = self.model.overview()
        assert {**{name: found[name] for name in expected}, "overlap": found["overlap"]["images"]} == expected

    def teardown(self) -> None:
        """At the end, every page shows what the model knows, and every total is its recomputation."""
        if not hasattr(self, "model"):
            return
        for image, answers in self.model.images.items():
            found = {
                who: (
                    a["revision"],
                    len(a["objects"]),
                    a["verdict"],
                    len([r for r in a["reviews"] if not r["undone_at"]]),
                )
                for who, a in self.shown(image).items()
            }
            assert found == {who: (a.revision, a.boxes, a.verdict, len(a.verdicts)) for who, a in answers.items()}
        assert self.service.differences(self.project) == ()
        assert self.service.ask("DELETE", f"/{self.project}").status_code == 204


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
        lambda: history.review("a", "ana", "rejected"),
        lambda: history.edit("a", "ana"),
        lambda: history.review("a", "bo", "approved"),
        history.restart,
        lambda: history.take_a_verdict_back("a", "bo"),
        lambda: history.delete_an_answer("a", "bo"),
    ):
        step()
        history.both_count_alike()
    history.teardown()
