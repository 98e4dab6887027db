"""`labelqa check`: a gate for pipelines."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from labelqa.cli import options, terminal
from labelqa.cli.files import Hints, label_files
from labelqa.cli.summarised import checked, write
from labelqa.cli.summary import remarks, summary_json
from labelqa.errors import BadCall, LabelqaError
from labelqa.gate import Bars, Examination, Miss, examine, missed, reason
from labelqa.gate.lines import HEADERS, lines, texts
from labelqa.gate.summaries import Outcome


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(check)
    return made


def check(
    files: options.Files,
    truth: Annotated[
        list[Path] | None,
        typer.Option(
            "--truth", metavar="FILE", help="Compare with this file as the truth. May be repeated.", show_default=False
        ),
    ] = None,
    min_iou: Annotated[
        float | None,
        typer.Option("--min-iou", min=0, max=1, help="Least mean IoU between annotators.", show_default=False),
    ] = None,
    min_kappa: Annotated[
        float | None,
        typer.Option(
            "--min-kappa",
            min=-1,
            max=1,
            help="Least kappa (two annotators) or alpha (more) of image-level labels.",
            show_default=False,
        ),
    ] = None,
    max_imbalance: Annotated[
        float | None,
        typer.Option(
            "--max-imbalance", min=1, help="Most times the largest class may exceed the smallest.", show_default=False
        ),
    ] = None,
    min_accuracy: Annotated[
        float | None,
        typer.Option(
            "--min-accuracy", min=0, max=1, help="Least accuracy of persons against the truth.", show_default=False
        ),
    ] = None,
    iou_threshold: Annotated[
        float, typer.Option("--iou-threshold", min=0.01, max=1, help="IoU from which two boxes are the same object.")
    ] = 0.5,
    label_type: Annotated[
        Literal["single", "multi"], typer.Option(help="Image-level labels: one class each, or any number.")
    ] = "single",
    format: options.Format = "auto",
    annotator: options.Annotator = None,
    kind: options.Kind = None,
    submitted_at: options.SubmittedAt = None,
    empty: options.Empty = "unlabelled",
    image_id: options.ImageId = "path",
    image_key: options.ImageKey = None,
    voc_base: options.VocBase = 0,
    sizes: options.Sizes = None,
    images: options.Images = None,
    strict: options.Strict = False,
    summary: Annotated[
        list[str] | None,
        typer.Option(
            "--summary",
            metavar="FORMAT=FILE",
            help="Write the outcome to a file for other programs: junit, markdown or sarif. May be repeated.",
            show_default=False,
        ),
    ] = None,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare label files without a server or a project; exit 1 when a bar is missed.

    Everybody who answered the same image is compared. A bar whose figure cannot be measured is missed.
    """
    said = (format, annotator or (), kind, submitted_at, empty, image_id, strict, image_key, voc_base)
    hints = Hints(*said, truth=truth or (), sizes=sizes, images=images)
    if both := set(files) & set(hints.truth):
        raise BadCall(f"{min(both)} is given as labels and as the truth; name it once")
    bars, named = Bars(min_iou, min_kappa, max_imbalance, min_accuracy), [*files, *hints.truth]
    summaries = checked(summary or (), named)
    try:
        sources = [file.source() for file in label_files(files, hints)]
        found = examine(sources, iou_threshold=iou_threshold, multi=label_type == "multi")
    except LabelqaError as error:
        write(summaries, Outcome(named, bars, None, error=error))
        raise
    misses = missed(found, bars)
    write(summaries, Outcome(named, bars, found, misses))
    if json:
        terminal.as_json(_json(found, misses))
    else:
        _show(found, bars, misses, quiet=quiet)
    if misses:
        raise typer.Exit(1)


def _json(found: Examination, misses: list[Miss]) -> dict[str, Any]:
    figures = {
        name: {"value": f.value, "ci95": f.ci95, "n": f.n}
        for name in ("mean_iou", "mean_iou_class_agnostic", "f1_50", "percent_agreement", "kappa", "accuracy")
        for f in [getattr(found, name)]
    }
    imbalance = {"value": found.imbalance, "largest": found.largest, "smallest": found.smallest}
    told = [{"bar": m.bar, "value": m.value, "asked": m.asked, "reason": reason(found, m)} for m in misses]
    return {
        **figures,
        "coefficient": found.coefficient,
        "imbalance": imbalance,
        "files": summary_json(found.summary),
        "apart": [
            {"image_id": a.image_id, "iou": a.iou, "annotators": [d.annotator_id for d in a.drawn]} for a in found.apart
        ],
        "passed": not misses,
        "missed": told,
    }


def _show(found: Examination, bars: Bars, misses: list[Miss], *, quiet: bool) -> None:
    s, console = found.summary, terminal.out()
    console.print(
        f"{s.images:,} images, {s.annotations:,} annotations, {s.objects:,} objects, {s.annotators:,} annotators"
    )
    if found.largest != found.smallest:
        console.print(f"largest class {found.largest}, smallest {found.smallest}", markup=False)
    rows = [texts(line, bars, {miss.bar for miss in misses}) for line in lines(found)]
    console.print(terminal.table(HEADERS, rows, right=(1, 2, 3, 4)))
    if not quiet:
        remarks(summary_json(s))
    for miss in misses:
        terminal.note(f"missed: {reason(found, miss)}")
