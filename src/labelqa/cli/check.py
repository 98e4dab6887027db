"""`labelqa check`: a gate for pipelines."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from labelqa.cli import options, terminal
from labelqa.cli.files import Hints, label_files
from labelqa.cli.summary import remarks, summary_json
from labelqa.errors import BadCall
from labelqa.gate import Bars, Examination, Miss, examine, missed
from labelqa.metrics import Figure


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
    bars = Bars(min_iou, min_kappa, max_imbalance, min_accuracy)
    found = examine(
        [file.source() for file in label_files(files, hints)], iou_threshold=iou_threshold, multi=label_type == "multi"
    )
    misses = missed(found, bars)
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
    headers = ["", "value", "95 % interval", "n", "bar", ""]
    console.print(terminal.table(headers, _rows(found, bars, {miss.bar for miss in misses}), right=(1, 2, 3, 4)))
    if not quiet:
        remarks(summary_json(s))
    for miss in misses:
        terminal.note(f"missed: {reason(found, miss)}")


def _rows(found: Examination, bars: Bars, missed: set[str]) -> list[list[str]]:
    coefficient = "kappa of labels (Cohen)" if found.coefficient == "cohen" else "alpha of labels (Krippendorff)"
    figures = [
        ("mean IoU", found.mean_iou, "score", "min-iou"),
        ("mean IoU, classes ignored", found.mean_iou_class_agnostic, "score", ""),
        ("F1 at IoU 0.5", found.f1_50, "score", ""),
        ("agreement of labels", found.percent_agreement, "share", ""),
        (coefficient, found.kappa, "score", "min-kappa"),
        ("accuracy against the truth", found.accuracy, "score", "min-accuracy"),
        ("largest : smallest class", Figure(found.imbalance, 0), "ratio", "max-imbalance"),
    ]
    return [
        [
            label,
            terminal.shown(figure.value, kind),
            terminal.interval(figure.ci95, kind),
            terminal.shown(figure.n or None, "count"),
            *_bar(bar, bars, missed),
        ]
        for label, figure, kind, bar in figures
    ]


def _bar(name: str, bars: Bars, missed: set[str]) -> tuple[str, str]:
    """The bar of a figure and whether it is reached; empty where none was asked."""
    asked = getattr(bars, name.replace("-", "_"), None)
    if asked is None:
        return "", ""
    return f"{'≤' if name.startswith('max') else '≥'} {asked:g}", "missed" if name in missed else "reached"


def reason(found: Examination, miss: Miss) -> str:
    """A missed bar in a sentence; of one that could not be measured, why."""
    if miss.value is not None:
        return str(miss)
    why = {
        "min-iou": "no image has boxes of two annotators in these files",
        "min-kappa": "no image has labels of two annotators in these files"
        if not found.kappa.n
        else "everybody gave one and the same label, so there is no chance to correct for",
        "max-imbalance": "the files hold no object and no label",
        "min-accuracy": "no image has boxes both of a person and of the truth; name the truth with --truth FILE",
    }
    return f"{miss}: {why[miss.bar]}"
