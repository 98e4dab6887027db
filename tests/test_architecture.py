"""The shape of the house, checked like any other behaviour. Which room may import which: see `make check`."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "labelqa"
FILES = sorted(ROOT.rglob("*.py"))
LINES = 400
"""Most lines of a file; at 250 there is a second idea in it."""

DOORS = {
    "paths": {"tempfile", "shutil", "glob", "fileinput"},
    "archives": {"gzip", "zipfile", "tarfile", "zlib", "bz2", "lzma"},
    "xmlio": {"xml", "lxml", "defusedxml", "html5lib"},
    "egress": {
        "socket", "ssl", "http.client", "urllib.request", "httpx2", "httpcore2", "httpx", "httpcore", "requests",
        "urllib3", "aiohttp", "smtplib", "ftplib", "telnetlib", "xmlrpc",
    },
    "store": {"sqlalchemy", "alembic", "sqlite3", "psycopg", "asyncpg"},
    "formats": {"pyarrow"},
    "web": {"opentelemetry"},
    "assistant": {"mcp", "mcp_types"},
    "cluster": {"pyarrow", "pyspark", "py4j", "multiprocessing"},
}  # fmt: skip
"""Rooms that alone may import these modules; where two name the same, both may."""
FILE_CALLS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "makedirs", "touch", "chmod", "unlink",
    "rmdir", "rmtree", "rename", "symlink_to", "hardlink_to", "fdopen", "tofile", "fromfile", "savetxt", "loadtxt",
}  # fmt: skip
"""Methods that touch a file: in `paths` alone, as are the functions of these names."""
FILE_FUNCTIONS = {f"{module}.{name}" for module in ("os", "io", "codecs", "numpy") for name in FILE_CALLS}
OTHER_SYSTEMS = "cluster/hadoop.py"
"""The one door to file systems that are no disk of this machine: Spark's own."""
OPEN_STREAMS = {"archives", "pictures"}
"""Doors whose libraries open entries and pictures in what `paths` has opened."""
FORBIDDEN_MODULES = {
    "pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle", "subprocess", "pty",
    "code", "codeop", "ctypes", "runpy", "pyarrow.csv", "pyarrow.dataset", "pyarrow.flight", "pyarrow.fs",
}  # fmt: skip
FORBIDDEN_CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execve", "os.spawnv", "os.fork",
    "yaml.load", "yaml.unsafe_load", "torch.load", "np.load", "numpy.load", "np.save", "numpy.save",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "pq.read_table", "pq.write_table",
    "pyarrow.parquet.read_table", "pyarrow.parquet.write_table", "pa.memory_map", "pa.OSFile",
}  # fmt: skip
KERNEL_KNOWS = {
    "numpy", "scipy", "shapely", "cython", "array", "bisect", "collections", "concurrent", "contextlib", "dataclasses",
    "functools", "heapq", "itertools", "math", "operator", "types", "typing",
}  # fmt: skip
KERNEL_CHOICE = "kernel/compilation.py"
"""The one file of the kernel that asks the environment: whether to run compiled."""
SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s|BEGIN\b|COMMIT\b"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|VIEW|DATABASE|UNIQUE)\s|WITH\s+\w+\s+AS\s*\()"
)
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|commons)(_|$)")


@cache
def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text())


def room_of(path: str) -> str:
    return path.split("/")[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a file imports, in full; `from a import b` may mean the module a.b, so it is named too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, modules: set[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:length]) in modules for length in range(1, len(parts) + 1))


def called(tree: ast.AST) -> Iterator[str]:
    """The name of everything called, dotted as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func)


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text in the code that is no docstring."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


def through_a_wrong_door(path: str, tree: ast.AST) -> Iterator[str]:
    for name in imported(tree):
        doors = [door for door, modules in DOORS.items() if within(name, modules)]
        if doors and room_of(path) not in doors:
            yield f"imports {name}, which is for {' and '.join(doors)}"
    if room_of(path) != "paths" and path != OTHER_SYSTEMS:
        yield from (f"imports {name}, which is for paths" for name in imported(tree) if name in FILE_FUNCTIONS)
        yield from (f"calls {dotted}, which is for paths" for dotted in called(tree) if _opens(path, dotted))


def _opens(path: str, dotted: str) -> bool:
    owner, _, name = dotted.rpartition(".")
    if name == "open" and owner and room_of(path) in OPEN_STREAMS:
        return False
    return dotted == "open" or (owner not in ("", "webbrowser") and name in FILE_CALLS)


def dangerous(path: str, tree: ast.AST) -> Iterator[str]:
    yield from (f"imports {name}" for name in imported(tree) if within(name, FORBIDDEN_MODULES | FORBIDDEN_CALLS))
    yield from (f"calls {dotted}" for dotted in called(tree) if dotted in FORBIDDEN_CALLS)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.keyword)
            and node.arg in ("allow_pickle", "shell")
            and ast.unparse(node.value) != "False"
        ):
            yield f"passes {node.arg}"


def speaks_sql(path: str, tree: ast.AST) -> Iterator[str]:
    if room_of(path) != "store":
        yield from (f"holds SQL: {text[:40]!r}" for text in texts(tree) if SQL.match(text))


def knows_too_much(path: str, tree: ast.AST) -> Iterator[str]:
    if room_of(path) == "kernel":
        own = KERNEL_KNOWS | {"labelqa.kernel"} | ({"os"} if path == KERNEL_CHOICE else set())
        yield from (f"the kernel imports {name}" for name in imported(tree) if not within(name, own))


def catches_everything(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in kinds:
                if kind is None or ast.unparse(kind).rpartition(".")[2] in ("Exception", "BaseException"):
                    yield f"line {node.lineno} catches everything"


def catches_everything_outside_the_edges(path: str, tree: ast.AST) -> Iterator[str]:
    if room_of(path) not in ("web", "cli"):
        yield from catches_everything(path, tree)


def named_vaguely(path: str, tree: ast.AST) -> Iterator[str]:
    names = [part.removesuffix(".py") for part in path.split("/")]
    names += [n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    for name in names:
        if VAGUE.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()):
            yield f"{name} does not say what it is"


Rule = Callable[[str, ast.AST], Iterator[str]]
RULES: list[Rule] = [
    through_a_wrong_door,
    dangerous,
    speaks_sql,
    knows_too_much,
    catches_everything_outside_the_edges,
    named_vaguely,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_to(rule: Rule) -> None:
    breaches = [
        f"{path.relative_to(ROOT)}: {breach}"
        for path in FILES
        for breach in rule(path.relative_to(ROOT).as_posix(), parsed(path))
    ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("room", ["web", "cli"])
def test_an_edge_catches_everything_in_one_place(room: str) -> None:
    files = [path for path in FILES if room_of(path.relative_to(ROOT).as_posix()) == room]
    breaches = [f"{path}: {breach}" for path in files for breach in catches_everything("", parsed(path))]
    assert len(breaches) <= 1, "\n".join(breaches)


def test_files_stay_readable() -> None:
    """A migration is exempt: it is the record of one schema, written once and never again."""
    found = {path: len(path.read_text().splitlines()) for path in FILES if "migrations" not in path.parts}
    assert len(found) > 400, "the house is looked at"
    assert not {path: lines for path, lines in found.items() if lines > LINES}


BREACHES: list[tuple[Rule, str, str]] = [
    (through_a_wrong_door, "rules/drift.py", "import gzip"),
    (through_a_wrong_door, "web/api.py", "from urllib import request"),
    (through_a_wrong_door, "web/api.py", "import urllib.request as r"),
    (through_a_wrong_door, "formats/coco.py", "from zipfile import ZipFile"),
    (through_a_wrong_door, "formats/voc.py", "import xml.etree.ElementTree as ET"),
    (through_a_wrong_door, "reports/overview.py", "from sqlalchemy import select"),
    (through_a_wrong_door, "archives.py", "import tempfile"),
    (through_a_wrong_door, "cli.py", "open('labels.json')"),
    (through_a_wrong_door, "cli.py", "Path('x').write_text('y')"),
    (through_a_wrong_door, "cli.py", "from os import unlink"),
    (through_a_wrong_door, "ingest/touch.py", "def f():\n    import httpx2"),
    (dangerous, "store/packing.py", "import pickle"),
    (dangerous, "paths.py", "from subprocess import run"),
    (dangerous, "formats/parquet/reading.py", "pq.read_table('s3://bucket/labels')"),
    (dangerous, "formats/parquet/reading.py", "from pyarrow import fs"),
    (through_a_wrong_door, "reports/overview.py", "import pyarrow.parquet as pq"),
    (through_a_wrong_door, "formats/parquet/reading.py", "from pyspark.sql import SparkSession"),
    (through_a_wrong_door, "gate.py", "from multiprocessing import get_context"),
    (dangerous, "registry.py", "eval('1')"),
    (dangerous, "registry.py", "from os import system"),
    (dangerous, "kernel/boxes.py", "np.load(path)"),
    (dangerous, "kernel/boxes.py", "read(path, allow_pickle=True)"),
    (speaks_sql, "reports/overview.py", "run('SELECT * FROM image')"),
    (speaks_sql, "ingest/touch.py", "run(f'DELETE FROM {table}')"),
    (knows_too_much, "kernel/boxes.py", "from labelqa.model import Object"),
    (knows_too_much, "kernel/boxes.py", "import os"),
    (catches_everything_outside_the_edges, "formats/coco.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (catches_everything_outside_the_edges, "formats/coco.py", "try:\n    f()\nexcept:\n    pass"),
    (catches_everything_outside_the_edges, "store/a.py", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
    (catches_everything, "web/api.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (named_vaguely, "web/utils.py", ""),
    (named_vaguely, "formats/helpers/boxes.py", ""),
    (named_vaguely, "store/engine.py", "class StoreManager: ..."),
]


@pytest.mark.parametrize(("rule", "path", "source"), BREACHES)
def test_a_breach_is_seen(rule: Rule, path: str, source: str) -> None:
    assert list(rule(path, ast.parse(source)))


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        (through_a_wrong_door, "paths.py", "import tempfile\nopen('x')"),
        (through_a_wrong_door, "ingest/reviews.py", "from labelqa.ingest.touch import touch\ntouch(images)"),
        (through_a_wrong_door, "store/engine.py", "from sqlalchemy import select"),
        (through_a_wrong_door, "web/api.py", "from urllib.parse import quote\nfrom http import HTTPStatus"),
        (dangerous, "kernel/boxes.py", "import re\nre.compile('x')\nmodel.eval()"),
        (speaks_sql, "reports/overview.py", '"""SELECT is a word."""\nname = "Select a file"'),
        (knows_too_much, "kernel/boxes.py", "import numpy as np\nfrom labelqa.kernel.matching import match"),
        (named_vaguely, "paths.py", "from contextlib import contextmanager\n@contextmanager\ndef opened(): ..."),
    ],
)
def test_what_is_allowed_is_let_through(rule: Rule, path: str, source: str) -> None:
    assert not list(rule(path, ast.parse(source)))
