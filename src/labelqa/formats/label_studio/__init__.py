"""Label Studio: its export as JSON, with persons' answers, the truth, predictions and reviews; and its flat forms.

JSON is read task by task, in any of its shapes: a list of tasks, one task, or one file a task. Of the flat forms
(JSON_MIN, and CSV or TSV of the same columns) everything is read that they hold. Where the label config of the project
(an XML file with the root `View`) lies in the same folder or archive, it tells which key of a task is the image and
what annotators were asked for.
"""

from collections.abc import Iterator

from labelqa.archives import Tree
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.label_studio import sniffing, writing
from labelqa.formats.label_studio.flat import read_rows
from labelqa.formats.label_studio.reading import read_files, read_tasks
from labelqa.model import Item


def read_tasks_of(tree: Tree, hints: Hints) -> Iterator[Item]:
    """The tasks of all files, each file in the order of its tasks."""
    yield from read_files(tree, hints, FORMATS["label-studio"], read_tasks)


def read_rows_of(tree: Tree, hints: Hints) -> Iterator[Item]:
    """The rows of all files of a flat form."""
    yield from read_files(tree, hints, FORMATS["label-studio-min"], read_rows)


FORMATS.add(
    "label-studio",
    Format(
        name="label-studio",
        extensions=(".json",),
        sniff=sniffing.is_tasks,
        read=None,
        write=writing.write,
        read_tree=read_tasks_of,
        doc="Label Studio JSON: tasks with annotations, predictions, ground truth and reviews",
    ),
)
FORMATS.add(
    "label-studio-min",
    Format(
        name="label-studio-min",
        extensions=(".json", ".csv", ".tsv"),
        sniff=sniffing.is_flat,
        read=None,
        write=None,
        read_tree=read_rows_of,
        doc="Label Studio JSON_MIN, CSV and TSV: one flat row an answer, without reviews, predictions and truth",
    ),
)
FORMATS.add(
    "label-studio-predictions",
    Format(
        name="label-studio-predictions",
        extensions=(".json",),
        sniff=lambda head: False,
        read=None,
        write=writing.write_predictions,
        doc="Label Studio tasks with every answer as a prediction, to look at in the tool; only written",
    ),
)
