"""Names that would break a page which takes them for anything but text, and a project in which everything has one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

PROJECT = """a b%2F?c=d&e#f"><img src=x onerror="window.hit=1">'{{7*7}}"""
NAMES = [
    '<img src=x onerror="window.hit=1">',
    "javascript:window.hit=1",
    '"><script>window.hit=1</script>',
    "W" * 512,  # the longest there can be, and nowhere to break it
    "سيارة عالية",
    "שָׁלוֹם\u202eabc\u202c",
    "👩\u200d🔬🚗 \u200bzero\u200b",
    "missed",
    "__proto__",
    "constructor",
    "a/b%2Fc?d=e&f#g",
    "../up/../../v1/keys",
    "./here//there/",
    ' it\'s "quoted" \\ and ${7*7} ',
    "~../back",
    "=1+1;a+b%00%",
]
"""For classes, annotators and images alike."""
SUGGESTER = '<svg onload="window.hit=1">'
"""A model."""
PROSE = "</textarea><iframe srcdoc='<script>parent.hit=1</script>'></iframe>\n" + "W" * 2000
"""What people write."""
REJECTED = 30
"""More images of the first annotator, all rejected: enough for an alert that names somebody."""
DAYS = 40
"""The labels are spread over so many days, up to now."""


def fill(client: httpx2.Client) -> None:
    """Makes the project, with labels, verdicts, comments, markers, alerts and keys."""
    settings = {"project_id": PROJECT, "name": PROSE[:512].replace("\n", " "), "classes": NAMES}
    _post(client, "/v1/projects", settings)
    images = [{"image_id": name, "width": 640, "height": 480, "batch": name} for name in NAMES]
    _post(client, address("images"), {"images": images})
    _post(client, address("annotations"), {"annotations": [*_shared(), *_rejected()]})
    for k, text in enumerate((PROSE.replace("\n", " ")[:2000], NAMES[2])):
        _post(client, address("markers"), {"at": _time(3 * k), "kind": "team", "text": text, "by": NAMES[0]})
    for name in NAMES:
        remark = {"image_id": name, "text": PROSE[:2000], "author_id": name, "escalates": True, "box": [9, 9, 90, 90]}
        _post(client, address("comments"), remark)
    _post(client, "/v1/keys", {"name": NAMES[0], "scopes": ["self"], "annotator": NAMES[2], "projects": [PROJECT]})


def address(rest: str) -> str:
    """An address below the project's own."""
    return f"/v1/projects/{quoted(PROJECT)}/{rest}"


def quoted(text: str) -> str:
    """A text as one step of a path."""
    return "".join(c if c.isascii() and c.isalnum() else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def placed(image: str) -> str:
    """An image in the address of the review screen: what browsers resolve, as a step of dots, has a `~` before."""
    steps = [f"~{step}" if step.strip("~") in ("", ".", "..") else step for step in image.split("/")]
    return "/".join(map(quoted, steps))


def _post(client: httpx2.Client, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body)
    assert answer.is_success, answer.text


def _time(days_ago: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(timespec="seconds")


def _box(name: str, k: int, shift: float = 0.0) -> dict[str, Any]:
    return {"class": name, "box": [40 + 120 * k + shift, 60, 90, 120], "attributes": {name: name}, "track_id": name}


def _answer(image: str, annotator: str, kind: str, days_ago: float, objects: list[Any], **more: Any) -> dict[str, Any]:
    said = {"image_id": image, "annotator_id": annotator, "kind": kind, "submitted_at": _time(days_ago)}
    return {**said, "objects": objects, **more}


def _shared() -> list[dict[str, Any]]:
    """Each image has three persons, the truth and a model; classes are mistaken for each other here and there."""
    rows = []
    for k, image in enumerate(NAMES):
        mine = [NAMES[(k + j) % len(NAMES)] for j in range(3)]
        days = DAYS * (1 - k / len(NAMES))
        verdict = {"verdict": ("approved", "rejected")[k % 2], "reason": PROSE, "reviewer_id": mine[1]}
        rows.append(_answer(image, "truth", "truth", days, [_box(c, j) for j, c in enumerate(mine)], labels=mine))
        rows.append(_answer(image, SUGGESTER, "model", days, [_box(c, j, 4) for j, c in enumerate(mine[:2])]))
        for j, annotator in enumerate(mine):
            drawn = [_box(mine[(i + (j == 2)) % 3], i, 6 * j) for i in range(3 - (j == 1))]
            reviews = [verdict] if j == 0 else []
            more = {"seconds": 9 + k, "origin": "ai_assisted", "labels": mine[: 2 + j % 2], "reviews": reviews}
            rows.append(_answer(image, annotator, "person", days - j / 99, drawn, **more))
    return rows


def _rejected() -> list[dict[str, Any]]:
    verdict = {"verdict": "rejected", "reason": NAMES[0], "reviewer_id": NAMES[2]}
    return [
        _answer(f"{NAMES[0]}/{k}?x#y", NAMES[0], "person", k / 3, [_box(NAMES[0], 0)], reviews=[verdict], seconds=3)
        for k in range(REJECTED)
    ]
