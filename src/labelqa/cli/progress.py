"""Progress on a terminal: how far, how fast, how long it still takes. Silent where nobody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.filesize import decimal
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from labelqa.cli import terminal

BYTES = ("reading", "sending")
"""Phases that are counted in bytes; the others in annotations or images."""


class Amount(ProgressColumn):
    """Done, of how much, and how much a second."""

    def render(self, task: Task) -> Text:
        """The text of the column."""
        size = decimal if task.description in BYTES else _counted
        done = size(int(task.completed))
        whole = f" of {size(int(task.total))}" if task.total is not None else ""
        speed = task.finished_speed or task.speed
        return Text(f"{done}{whole}" + (f", {size(int(speed))}/s" if speed else ""))


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Yields what a command tells of its progress: the phase, how much is done, of how much."""
    console = terminal.notes()
    columns = TextColumn("{task.description}"), BarColumn(bar_width=30), Amount(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def watch(phase: str, done: int, total: int | None) -> None:
            if phase not in tasks:
                tasks[phase] = shown.add_task(phase, total=total)
            shown.update(tasks[phase], completed=done, total=total)

        yield watch


def _counted(number: int) -> str:
    return f"{number:,}"
