"""Executes docs/notebooks/label-drift.ipynb anew, on a simulated project that always ends on the same day."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import nbformat
import uvicorn
from nbclient import NotebookClient
from PIL import Image

from labelqa.app import create_app
from labelqa.cli import serving
from labelqa.cli.simulated import fill, paint
from labelqa.egress import address, listen
from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.web.keys import BOOTSTRAP_EXAMPLE

PATH = Path(__file__).parents[1] / "notebooks" / "label-drift.ipynb"
NOW = 1_794_787_200_000
"""When the server believes it is: 2026-11-16, 00:00 UTC. So the figures are the same whenever this runs."""
TIMEOUT = 300
"""Seconds that a cell may take on a busy machine."""


def executed() -> nbformat.NotebookNode:
    """The notebook with the outputs of a run on a fresh project; raises CellExecutionError where a cell fails."""
    notebook = nbformat.read(PATH, as_version=4)
    with TemporaryDirectory() as folder, demo(folder) as url:
        told = {"LABELQA_SERVER": url, "LABELQA_KEY": BOOTSTRAP_EXAMPLE, "JUPYTER_RUNTIME_DIR": folder}
        runner = NotebookClient(
            notebook, timeout=TIMEOUT, record_timing=False, resources={"metadata": {"path": folder}}
        )
        runner.execute(env={**os.environ, **told})
    notebook.metadata["language_info"] = {"name": "python"}  # its version is that of the machine
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = smaller(output.data["image/png"])
    return notebook


def smaller(png: str) -> str:
    """A plot in base64 with at most 256 colours: a third of the size, and nobody sees the difference."""
    out = BytesIO()
    with Image.open(BytesIO(b64decode(png))) as picture:
        few = picture.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return b64encode(out.getvalue()).decode()


def render() -> str:
    """The notebook as it is written."""
    return nbformat.writes(executed()) + "\n"


@contextmanager
def demo(folder: str) -> Iterator[str]:
    """The address of a server of the simulated project, whose clock stands still; the database lies in `folder`."""
    store = open_store(f"sqlite:///{folder}/demo.db")
    fill(store, now=NOW)
    settings = Settings(bootstrap_key=BOOTSTRAP_EXAMPLE, requests_per_minute=0, learn_after=0, export_folder=folder)
    application = create_app(settings, store=store, clock=lambda: NOW, paint=paint)
    with listen("127.0.0.1", 8000, ports=1000) as listening:
        server = uvicorn.Server(serving.config(application))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address(listening)
        finally:
            application.state.services.watcher.stop()  # a thread hears no signals
            server.should_exit = True
            thread.join()
            store.close()


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
