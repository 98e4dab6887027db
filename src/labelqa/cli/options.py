"""Options that several commands take, so that a word means the same everywhere."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from labelqa.cli.completion import beginning
from labelqa.errors import BadCall
from labelqa.formats import FORMATS


def one_form(*, json: bool, csv: bool) -> None:
    """BadCall when an answer is asked for in two forms."""
    if json and csv:
        raise BadCall("--json and --csv exclude each other: give one of them")


def _formats(incomplete: str) -> list[str]:
    """What completes the name of a format; the formats are loaded when that is asked."""
    return beginning(["auto", *(name for name, its in FORMATS.items() if its.reads)])(incomplete)


ProjectId = Annotated[str, typer.Argument(metavar="PROJECT", help="Id of the project.", show_default=False)]
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Files, folders and archives of labels.", show_default=False)
]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAME",
        help="Format of the files; auto tells it: coco, csv, cvat, darwin, kili, label-studio, label-studio-min, "
        "labelbox, native, parquet, superannotate, supervisely, voc, yolo, yolo-obb, yolo-pose or yolo-seg.",
        autocompletion=_formats,
    ),
]
Annotator = Annotated[
    list[str] | None,
    typer.Option(
        "--annotator",
        metavar="NAME",
        help="Who drew, where a file names nobody; NAME=FILE says it for one file. May be repeated.",
        show_default=False,
    ),
]
Kind = Annotated[
    Literal["person", "model", "truth"] | None,
    typer.Option("--kind", help="Who drew; wins over the files.", show_default=False),
]
SubmittedAt = Annotated[
    str | None,
    typer.Option(
        "--submitted-at",
        metavar="TIME",
        help="When it was drawn, where a file does not say, like 2026-11-02T09:14:03Z.",
        show_default=False,
    ),
]
Empty = Annotated[
    Literal["unlabelled", "answer"],
    typer.Option("--empty", help="What an image without annotations means, where the format leaves it open."),
]
ImageId = Annotated[
    Literal["path", "name", "stem", "id", "task"],
    typer.Option("--image-id", help="Part of what a file says of an image that is its id."),
]
ImageKey = Annotated[
    str | None,
    typer.Option(
        "--image-key",
        metavar="KEY",
        help="Key of a task's data that is the image, in Label Studio.",
        show_default=False,
    ),
]
VocBase = Annotated[
    int, typer.Option("--voc-base", min=0, max=1, help="Number of the first pixel, in Pascal VOC: 0 or 1.")
]
Sizes = Annotated[
    Path | None,
    typer.Option(
        "--sizes",
        metavar="FILE",
        help="Table image_id,width,height of sizes, where the files give none.",
        show_default=False,
    ),
]
Images = Annotated[
    Path | None,
    typer.Option(
        "--images",
        metavar="FOLDER",
        help="Folder of the pictures, whose headers give their sizes where the files do not.",
        show_default=False,
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Fail at the first thing that would be left out.")]

AsApiJson = Annotated[bool, typer.Option("--json", help="Print the JSON of the API.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks.")]

_WHERE = "Where it works"
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Work on this database; also LABELQA_DATABASE. Default: a SQLite file in the user's data folder.",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
ServerUrl = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help="Work through this server; also LABELQA_SERVER.",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
ServerKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help="Key to the server. Better in LABELQA_KEY: other users of the machine can read command lines.",
        show_default=False,
        rich_help_panel=_WHERE,
    ),
]
