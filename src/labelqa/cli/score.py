"""`labelqa score`: facts of sets that are too large for one database."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.progress import progress
from labelqa.cli.scored import MISSING
from labelqa.clock import wall_clock
from labelqa.errors import BadCall


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(score)
    return made


def score(
    input: Annotated[
        str,
        typer.Option("--input", metavar="PATH", help="Parquet or JSON lines: a file or folder; a URL for Spark."),
    ],
    output: Annotated[str, typer.Option("--output", metavar="DIR", help="Folder that the facts go to.")],
    engine: Annotated[
        Literal["local", "spark"], typer.Option(help="Processes of this machine, or a cluster by Spark.")
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes of local. Default: one a processor.", show_default=False),
    ] = None,
    buckets: Annotated[
        int | None,
        typer.Option(min=1, help="Parts the images are shared out into. Default: by the rows.", show_default=False),
    ] = None,
    master: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Master of Spark. Default: what its configuration says.", show_default=False),
    ] = None,
    conf: Annotated[
        list[str] | None,
        typer.Option("--conf", metavar="KEY=VALUE", help="Setting of Spark. May be repeated.", show_default=False),
    ] = None,
    iou_threshold: Annotated[
        float, typer.Option("--iou-threshold", min=0.01, max=1, help="IoU from which two boxes are the same object.")
    ] = 0.5,
    min_annotators: Annotated[int, typer.Option(min=2, help="Persons from whom on an image is comparable.")] = 2,
    label_type: Annotated[
        Literal["single", "multi", "ordinal"], typer.Option(help="Image-level labels, as the project has them.")
    ] = "single",
    sigmas: Annotated[
        str | None,
        typer.Option(metavar="JSON", help='Spread of keypoints where not 0.09: {"nose": 0.026}.', show_default=False),
    ] = None,
    annotations: Annotated[
        bool,
        typer.Option("--annotations/--no-annotations", help="Keep the annotations beside the facts, for an import."),
    ] = True,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Make the facts of a set that is too large for one database, on this machine or by Spark.

    What comes out is a row an image, and all totals. Images are shared out into buckets, and each bucket goes through
    the same function as in a server. What is scored already is left: of new files, their images alone are scored.
    Nothing counts before all of it is written. `labelqa import PROJECT --scored DIR` puts the result into a database.
    """
    try:
        from labelqa.cluster.job import Job  # noqa: PLC0415  (an extra)
        from labelqa.cluster.terms import Terms  # noqa: PLC0415
    except ModuleNotFoundError:
        raise BadCall(MISSING) from None
    terms = Terms(iou_threshold, min_annotators, label_type, _sigmas(sigmas), wall_clock())
    job = Job(input, output, terms, annotations, buckets)
    if engine == "spark":
        from labelqa.cluster import spark  # noqa: PLC0415  (an extra)

        made = spark.score(job, master=master, conf=_conf(conf))
    else:
        from labelqa.cluster import local  # noqa: PLC0415  (an extra)

        with progress(quiet=quiet or json) as watch:
            made = local.score(job, workers=workers or os.cpu_count() or 1, progress=watch)
    _show(made, json=json, quiet=quiet)


def _sigmas(text: str | None) -> Mapping[str, float]:
    if text is None:
        return {}
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or not all(type(v) in (int, float) and v > 0 for v in found.values()):
        raise BadCall(f'--sigmas {text!r} is no JSON object of numbers above 0, as {{"nose": 0.026}}')
    return {name: float(value) for name, value in found.items()}


def _conf(given: list[str] | None) -> dict[str, str]:
    found = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadCall(f"--conf {one!r} is not KEY=VALUE, as in spark.executor.memory=4g")
        found[name] = value
    return found


def _show(made: Any, *, json: bool, quiet: bool) -> None:
    last = made.runs[-1]
    if json:
        told = {"images": made.images, "files": len(made.files), "run": made.number, "scored": last.images}
        terminal.as_json({**told, "replaced": last.replaced, "left_out": made.left_out, "totals": made.totals})
        return
    print(f"{made.images:,} images of {len(made.files):,} files; the last run, {made.number}, scored {last.images:,}")
    if not quiet:
        for text, count in made.left_out.items():
            terminal.note(f"note: {text} ({count:,} times)")
