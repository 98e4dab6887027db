"""Options of `labelqa export`: which labels, whose, and how they are shared out."""

from typing import Annotated, Literal

import typer

_IMAGES = "Which images"
_ANNOTATIONS = "Which annotations"
_PARTS = "Parts of a data set"

Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="NAME",
        help="Format to write: coco, cvat, label-studio, label-studio-predictions, native, parquet, voc, yolo, "
        "yolo-obb, yolo-pose or yolo-seg.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="File to write; a folder, for a format of many files, with a / at its end; stdout without it.",
        show_default=False,
    ),
]
Labels = Annotated[
    Literal["all", "consensus", "best", "truth"],
    typer.Option(
        "--labels",
        help="Whose labels: all that pass, the consensus of an image's persons, the annotation by the best of "
        "them, or the truth.",
    ),
]
Verdict = Annotated[
    list[str] | None,
    typer.Option(
        "--verdict",
        metavar="NAME",
        help="Annotations with this standing verdict: approved, rejected, corrected, unreviewed, or verified, which is "
        "approved or put there by a correction. May be repeated.",
        show_default=False,
        rich_help_panel=_ANNOTATIONS,
    ),
]
MinAnnotatorAccuracy = Annotated[
    float | None,
    typer.Option(
        "--min-annotator-accuracy",
        metavar="X",
        min=0,
        max=1,
        help="By annotators with at least this accuracy against the truth.",
        show_default=False,
        rich_help_panel=_ANNOTATIONS,
    ),
]
Kind = Annotated[
    Literal["person", "model", "truth"] | None,
    typer.Option("--kind", help="By these only.", show_default=False, rich_help_panel=_ANNOTATIONS),
]
Annotator = Annotated[
    str | None,
    typer.Option(
        "--annotator",
        metavar="NAME",
        help="By this annotator.",
        show_default=False,
        rich_help_panel=_ANNOTATIONS,
    ),
]
Classes = Annotated[
    list[str] | None,
    typer.Option(
        "--class",
        metavar="NAME",
        help="Objects and image-level labels of this class only. May be repeated.",
        show_default=False,
        rich_help_panel=_ANNOTATIONS,
    ),
]
MinIou = Annotated[
    float | None,
    typer.Option(
        "--min-iou",
        metavar="X",
        min=0,
        max=1,
        help="Images with at least this agreement.",
        show_default=False,
        rich_help_panel=_IMAGES,
    ),
]
MinAnnotators = Annotated[
    int | None,
    typer.Option(
        "--min-annotators",
        metavar="N",
        min=1,
        help="Images that so many persons answered; 2 for a consensus.",
        show_default=False,
        rich_help_panel=_IMAGES,
    ),
]
Flag = Annotated[
    list[str] | None,
    typer.Option(
        "--flag",
        metavar="NAME",
        help="Images with this flag. May be repeated.",
        show_default=False,
        rich_help_panel=_IMAGES,
    ),
]
WithoutFlag = Annotated[
    list[str] | None,
    typer.Option(
        "--without-flag",
        metavar="NAME",
        help="Images without this flag. May be repeated.",
        show_default=False,
        rich_help_panel=_IMAGES,
    ),
]
Batch = Annotated[
    str | None,
    typer.Option("--batch", metavar="NAME", help="Images of this batch.", show_default=False, rich_help_panel=_IMAGES),
]
Video = Annotated[
    str | None,
    typer.Option("--video", metavar="NAME", help="Frames of this video.", show_default=False, rich_help_panel=_IMAGES),
]
Quorum = Annotated[
    float,
    typer.Option(
        "--quorum",
        metavar="X",
        min=0.01,
        max=1,
        help="Share of an image's persons that must have drawn an object of a consensus.",
    ),
]
ExcludeDisputed = Annotated[
    bool,
    typer.Option(
        "--exclude-disputed",
        help="Leave out each image on which persons differ whether an object is there or which class it has; without "
        "it only these objects.",
    ),
]
Splits = Annotated[
    str | None,
    typer.Option(
        "--splits",
        metavar="SHARES",
        help="Share the images out, as in train:0.8,val:0.1,test:0.1; frames of a video stay together.",
        show_default=False,
        rich_help_panel=_PARTS,
    ),
]
Split = Annotated[
    str | None,
    typer.Option(
        "--split",
        metavar="NAME",
        help="The one split to write; without it, a format of many files holds a folder for each.",
        show_default=False,
        rich_help_panel=_PARTS,
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar="N",
        min=0,
        max=(1 << 31) - 1,
        help="Another one shares the images out otherwise.",
        rich_help_panel=_PARTS,
    ),
]
