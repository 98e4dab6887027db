"""The outcome of a check as files for other programs: well formed whatever things are called."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from labelqa.errors import BadFile, Problem
from labelqa.gate import Apart, Bars, Drawn, Examination, examine, missed
from labelqa.gate.summaries import SUMMARIES, Outcome
from labelqa.metrics import Figure
from labelqa.sources import Source, Summary
from tests.cli.conftest import row, write

NAMES = st.text(max_size=30) | st.sampled_from(
    ["a|b", "<img src=x onerror=alert(1)>", "@somebody #1", "[a](http://b)", "`x`", "\x00\x1b[31m", "]]>", "\\",
     "\ud83d", "www.example.org", "a\n\n# b", "\u200b", "\u202egnp.jpg", "1. x", "    x", "&amp;", ":tada:", "$x$",
     "~~a~~"]
)  # fmt: skip
NONE = Figure(None, 0)
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def outcome(image: str, annotator: str, place: str = "", file: str = "labels.json") -> Outcome:
    """Three bars, of which one is missed; one image apart, and one thing left out."""
    path = Path(file)
    summary = Summary(images=2, annotations=4, objects=4, annotators=2)
    summary.skipped, summary.places = Counter({f"box of {annotator}": 3}), {f"box of {annotator}": [place]}
    apart = (Apart(image, 0.25, (Drawn(annotator, path, place), Drawn("bo", Path("bo.json"), ""))),)
    found = Examination(
        summary, Figure(0.6, 30, (0.5, 0.7)), NONE, NONE, NONE, NONE, "cohen", Figure(0.9, 30), 2.0, "car", "van", apart
    )
    bars = Bars(min_iou=0.7, max_imbalance=3, min_accuracy=0.8)
    return Outcome([path, Path("bo.json")], bars, found, missed(found, bars))


def unread(detail: str) -> Outcome:
    error = BadFile(detail, [Problem("line 1", detail)])
    return Outcome([Path("labels.json")], Bars(min_iou=0.7), None, error=error)


# ---- JUnit


TAKES = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"skipped", "error", "failure", "system-out"}),
    "skipped": ({"message"}, set()),
    "error": ({"type", "message"}, set()),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}
"""Of what the XML Schema that Jenkins checks reports with allows: what is written here, all of it required."""


def suite(data: bytes) -> ElementTree.Element:
    """The one suite of a report that keeps to the schema, with counts that are those of its cases."""
    root = ElementTree.fromstring(data)
    for element in root.iter():
        attributes, children = TAKES[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= children
    (found,) = root
    assert int(found.attrib["tests"]) == len(found)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(found.attrib[name]) == len(found.findall(f"testcase/{tag}"))
    return found


def test_junit_has_a_case_for_reading_and_one_for_each_bar() -> None:
    found = suite(SUMMARIES["junit"](outcome("a.jpg", "ana")))
    assert [case.attrib["name"] for case in found] == [
        "files can be read", "min-iou 0.7", "max-imbalance 3", "min-accuracy 0.8",
    ]  # fmt: skip
    (failure,) = found.findall("testcase/failure")
    assert failure.attrib == {"type": "min-iou", "message": "min-iou 0.7: is 0.6000"}
    assert "IoU 0.250: a.jpg" in (failure.text or "")
    assert "left out: 3 x box of ana" in (found[0].findtext("system-out") or "")


def test_junit_tells_a_file_that_cannot_be_read_as_an_error_and_no_bar_as_passed() -> None:
    found = suite(SUMMARIES["junit"](unread("labels.json: is no JSON")))
    assert [error.attrib["message"] for error in found.findall("testcase/error")] == ["labels.json: is no JSON"]
    assert [case.attrib["name"] for case in found if case.find("skipped") is not None] == ["min-iou 0.7"]


@given(NAMES, NAMES, NAMES)
def test_junit_is_well_formed_whatever_things_are_called(image: str, annotator: str, place: str) -> None:
    found = suite(SUMMARIES["junit"](outcome(image, annotator, place, file=f"{place[:3]}.json")))
    text = found.findtext("testcase/failure") or ""
    if image.isprintable():
        assert f"IoU 0.250: {image}" in text
    suite(SUMMARIES["junit"](unread(image)))


# ---- SARIF


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


MESSAGE = _object({"text": {"type": "string"}})
URI = {"type": "string", "pattern": r"^([A-Za-z0-9._~/!$&'()*+,;=@-]|%[0-9A-F]{2}|^file:)*$"}
PHYSICAL = _object(
    {"artifactLocation": _object({"uri": URI}), "region": _object({"startLine": {"type": "integer", "minimum": 1}})}
)
LEVEL = {"enum": ["note", "warning", "error"]}
RULE = _object(
    {"id": {"type": "string"}, "shortDescription": MESSAGE, "fullDescription": MESSAGE, "help": MESSAGE,
     "defaultConfiguration": _object({"level": LEVEL})}
)  # fmt: skip
RESULT = _object(
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {
            "type": "array", "minItems": 1, "items": _object({"physicalLocation": PHYSICAL}, {"message": MESSAGE}),
        },
    },
    {
        "relatedLocations": {
            "type": "array", "uniqueItems": True,
            "items": _object({"id": {"type": "integer"}, "physicalLocation": PHYSICAL}, {"message": MESSAGE}),
        }
    },
)  # fmt: skip
LOG = _object(
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": _object(
                {
                    "tool": _object(
                        {
                            "driver": _object(
                                {
                                    "name": {"const": "labelqa"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {"type": "array", "uniqueItems": True, "items": RULE},
                                }
                            )
                        }
                    ),
                    "invocations": {"type": "array", "items": _object({"executionSuccessful": {"type": "boolean"}})},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                }
            ),
        },
    }
)
"""What of the schema of SARIF 2.1.0 is written here, and nothing beyond it."""


def results(data: bytes) -> list[dict[str, Any]]:
    """The results of a log that keeps to the schema, each under a rule that is described."""
    log = json.loads(data)
    Draft202012Validator(LOG).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[found["ruleIndex"]] == found["ruleId"] for found in run["results"])
    found: list[dict[str, Any]] = run["results"]
    return found


def uris(result: dict[str, Any]) -> list[str]:
    places = [*result["locations"], *result.get("relatedLocations", [])]
    return [place["physicalLocation"]["artifactLocation"]["uri"] for place in places]


def test_sarif_tells_misses_the_images_apart_and_what_was_left_out_at_their_files() -> None:
    found = results(SUMMARIES["sarif"](outcome("a.jpg", "ana", "labels.json line 7, /objects/0/box")))
    assert [(r["ruleId"], r["level"]) for r in found] == [
        ("min-iou", "error"), ("apart", "warning"), ("left-out", "warning"),
    ]  # fmt: skip
    assert [uris(r) for r in found] == [["labels.json", "bo.json"], ["labels.json", "bo.json"], ["labels.json"]]
    assert found[1]["message"]["text"] == "a.jpg: IoU 0.250 between ana, bo"
    assert found[2]["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}


def test_sarif_names_the_one_file_that_cannot_be_read() -> None:
    (found,) = results(SUMMARIES["sarif"](unread("labels.json line 12, /box: is no list")))
    assert (found["ruleId"], uris(found)) == ("unreadable", ["labels.json"])
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}


def test_sarif_names_files_from_where_the_check_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here" / "yolo").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    made = outcome("a", "b", "yolo/day one/a b.txt line 3", file="yolo")
    found = results(SUMMARIES["sarif"](made))
    assert uris(found[2]) == ["yolo/day%20one/a%20b.txt"]
    inside = tmp_path / "here" / "ä:#.json"
    outside = tmp_path / "else.json"
    both = results(SUMMARIES["sarif"](Outcome([inside, outside], made.bars, made.found, made.misses)))
    assert uris(both[0]) == ["%C3%A4%3A%23.json", outside.as_uri()]
    (bytes_,) = results(SUMMARIES["sarif"](Outcome([Path("\udcff.json")], Bars(), None)))
    assert uris(bytes_) == ["%FF.json"]


@given(NAMES, NAMES, NAMES)
def test_sarif_keeps_to_its_schema_whatever_things_are_called(image: str, annotator: str, place: str) -> None:
    file = "".join(c for c in place[:5] if c not in "\0/").encode("utf-8", "ignore").decode() + ".json"
    found = results(SUMMARIES["sarif"](outcome(image, annotator, place, file=file)))
    assert not any("](" in result["message"]["text"] for result in found)
    results(SUMMARIES["sarif"](unread(image)))


# ---- Markdown


def tables(text: str) -> list[list[list[str]]]:
    """The cells of every table as a reader sees them, once nothing is left in the page that could be markup."""
    found: list[list[list[str]]] = []
    in_cell = False
    for token in MARKDOWN.parse(text):
        in_cell = token.type in ("th_open", "td_open") or (in_cell and token.type == "inline")
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline":
            assert {child.type for child in token.children or ()} <= {
                "text", "text_special", "html_inline", "strong_open", "strong_close",
            }  # fmt: skip
            markup = {child.content for child in token.children or () if child.type == "html_inline"}
            assert markup <= {"<code>", "</code>"}
            if in_cell:
                found[-1][-1].append(seen(token.children or []))
        assert token.type not in ("html_block", "code_block", "fence", "blockquote_open", "hr", "image")
    return found


def seen(children: Sequence[Any]) -> str:
    return "".join(child.content for child in children if child.type in ("text", "text_special"))


def test_markdown_shows_the_figures_with_n_and_interval_the_misses_and_the_images_apart() -> None:
    text = SUMMARIES["markdown"](outcome("img_001.jpg", "ana")).decode()
    assert text.startswith("### labelqa check: 1 bar missed\n")
    assert "\n- min-iou 0.7&#58; is 0.6000\n" in text
    figures, apart = tables(text)
    assert figures[1] == ["mean IoU", "0.600", "0.500 to 0.700", "30", "≥ 0.7", "missed"]
    assert figures[-1] == ["largest : smallest class", "2", "–", "–", "≤ 3", "reached"]
    assert apart[1:] == [["img_001.jpg", "0.250", "ana, bo"]]
    assert "passed" in SUMMARIES["markdown"](Outcome([], Bars(), outcome("", "").found)).decode().splitlines()[0]


@given(NAMES, NAMES, NAMES)
def test_markdown_shows_every_name_as_it_is_and_as_nothing_else(image: str, annotator: str, place: str) -> None:
    text = SUMMARIES["markdown"](outcome(image, annotator, place)).decode()
    figures, apart = tables(text)
    assert (len(figures), len(apart), {len(row) for row in figures}, {len(row) for row in apart}) == (8, 2, {6}, {3})
    if image.isprintable():
        assert apart[1][0] == image
    assert tables(SUMMARIES["markdown"](unread(image)).decode()) == []


# ---- and what they are made of


def test_the_images_apart_are_the_worst_with_the_file_and_line_of_each(tmp_path: Path) -> None:
    ana = write(tmp_path / "ana.jsonl", [row(k, "ana") for k in range(30)])
    bo = write(tmp_path / "bo.jsonl", [row(k, "bo", wider=25 * k) for k in range(30)])
    truth = write(tmp_path / "truth.jsonl", [row(k, "truth", kind="truth") for k in range(30)])
    found = examine([Source(path) for path in (ana, bo, truth)])
    assert [image.image_id for image in found.apart] == sorted(
        (image.image_id for image in found.apart), key=lambda name: -int(name[4:7]) - (int(name[4:7]) % 2) / 10
    )
    assert [image.iou for image in found.apart] == sorted(image.iou for image in found.apart)
    assert len(found.apart) == 10
    first = next(image for image in found.apart if image.image_id == "img_028.jpg")
    assert first.iou == pytest.approx(100 / (100 + 25 * 28), abs=1e-8)
    assert [(d.annotator_id, d.path, d.place) for d in first.drawn] == [
        ("ana", ana, f"{ana} line 29"), ("bo", bo, f"{bo} line 29"),
    ]  # fmt: skip


def test_images_that_agree_wholly_are_not_apart(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{who}.jsonl", [row(k, who) for k in range(3)]) for who in ("ana", "bo")]
    assert examine([Source(path) for path in files]).apart == ()
