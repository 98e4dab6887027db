"""JUnit XML: a test case for reading the files, and one for each bar. Jenkins, GitLab and many others show it."""

from labelqa.gate.bars import Miss, reason
from labelqa.gate.examination import Examination
from labelqa.gate.lines import Line, lines
from labelqa.gate.summaries import Outcome, plain, summary
from labelqa.xmlio import Element, grown, written

CLASS = "labelqa.check"
SHOWN = 3
"""Places named of each reason to leave something out."""


@summary
def junit(outcome: Outcome) -> bytes:
    """A document `testsuites` with one suite."""
    misses = {miss.bar: miss for miss in outcome.misses}
    counts = {
        "tests": str(1 + len(outcome.bars.asked())),
        "failures": str(len(misses)),
        "errors": str(int(outcome.error is not None)),
        "skipped": str(0 if outcome.found else len(outcome.bars.asked())),
    }
    root = Element("testsuites", {"name": "labelqa check", **{k: v for k, v in counts.items() if k != "skipped"}})
    suite = grown(root, "testsuite", {"name": "labelqa check", **counts})
    _reading(suite, outcome)
    found = {line.bar: line for line in lines(outcome.found)} if outcome.found else {}
    for name, asked in outcome.bars.asked().items():
        case = grown(suite, "testcase", {"classname": CLASS, "name": f"{name} {asked:g}"})
        if outcome.found is None:
            grown(case, "skipped", {"message": "not measured: a file could not be read"})
            continue
        if name in misses:
            _failure(case, outcome.found, misses[name])
        grown(case, "system-out", text=_told(found[name]))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written(root)[0]


def _reading(suite: Element, outcome: Outcome) -> None:
    case = grown(suite, "testcase", {"classname": CLASS, "name": "files can be read"})
    if outcome.error is not None:
        told = [f"{p.pointer}: {p.detail}" for p in outcome.error.problems]
        grown(case, "error", {"type": outcome.error.slug, "message": outcome.error.detail}, "\n".join(told))
    said = [plain(str(path)) for path in outcome.files]
    if outcome.found:
        read = outcome.found.summary
        said.append(f"{read.images:,} images, {read.annotations:,} annotations, {read.annotators:,} annotators")
        for why, count in sorted(read.skipped.items()):
            said.append("; ".join([f"left out: {count:,} x {why}", *read.places.get(why, ())[:SHOWN]]))
    grown(case, "system-out", text="\n".join(said))


def _failure(case: Element, found: Examination, miss: Miss) -> None:
    told = [reason(found, miss)]
    if miss.bar == "min-iou":
        told += [f"IoU {image.iou:.3f}: {image.image_id}" for image in found.apart]
    grown(case, "failure", {"type": miss.bar, "message": told[0]}, "\n".join(told))


def _told(line: Line) -> str:
    return f"{line.label} {line.value}, 95 % interval {line.interval}, n {line.n}"
