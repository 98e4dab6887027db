"""Writes src/api/schema.d.ts, the types of the API, from the server's own OpenAPI document."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from labelqa.app import routers, routes_of
from labelqa.web.described import JSON
from labelqa.web.openapi import document

HERE = Path(__file__).parent
PATH = HERE / "src" / "api" / "schema.d.ts"


def write(target: Path) -> None:
    """Writes the types to this file."""
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "openapi.json"
        described.write_text(json.dumps(_as_json(document(routes_of(*routers())))), encoding="utf-8")
        options = ["--output", str(target), "--default-non-nullable", "false"]
        command = [sys.executable, "npm.py", "exec", "--", "openapi-typescript", str(described), *options]
        subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.DEVNULL)


def _as_json(described: dict[str, Any]) -> dict[str, Any]:
    """The document without the tables in CSV: the page asks for JSON alone."""
    for operations in described["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if JSON in content:
                    answer["content"] = {JSON: content[JSON]}
    return described


if __name__ == "__main__":
    write(PATH)
