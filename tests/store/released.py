"""Databases as earlier versions wrote them: `python -m tests.store.released v0.1.0` keeps one more as SQL text.

It runs the code of a tag or a commit on the packages of today: a small simulated project, an admin's key, nothing else.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "releases"
SECRET = "a secret of databases that tests keep"
"""With it the key in such a database is recognised."""
IMAGES = 40
FILL = f"""
import sys
from labelqa.cli import main, simulated
simulated.IMAGES = {IMAGES}
if hasattr(simulated, "_ALBUM"):
    simulated._ALBUM = type(simulated._ALBUM)(seed=simulated.SEED, images={IMAGES})
sys.argv = ["labelqa", "demo", "--data-only", "--database", sys.argv[1]]
main()
"""


def dump(commit: str) -> Path:
    """Writes `releases/COMMIT.sql`, its first line the key."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        packed = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        url = f"sqlite:///{folder / 'old.db'}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
        env = kept | {"PYTHONPATH": str(folder / "src"), "LABELQA_SECRET": SECRET, "HOME": place}

        def run(*words: str) -> str:
            return subprocess.run(
                [sys.executable, *words], env=env, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        run("-c", FILL, url)
        made = run("-m", "labelqa", "key", "create", "--scope", "admin", "--days", "36500", "--json", "--database", url)
        key = re.search(r"lqa_\w+", made)
        assert key, made
        with closing(sqlite3.connect(folder / "old.db")) as connection:
            text = "\n".join(connection.iterdump())
    path = FOLDER / f"{commit}.sql"
    path.write_text(f"-- {key[0]}\n{text}\n")
    return path


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(dump(name))
