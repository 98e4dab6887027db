"""Builds the dashboard into the package, with the Node.js that comes as a wheel: no machine needs one of its own.

`LABELQA_DASHBOARD` says when: `auto` (where it is not built yet), `force`, or `skip` (the server then has the API
alone). Editable installs are left to `make`.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODES = ("auto", "force", "skip")


class DashboardHook(BuildHookInterface):
    """What hatchling asks before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the dashboard where that is wanted."""
        mode = os.environ.get("LABELQA_DASHBOARD", "auto")
        if mode not in MODES:
            raise ValueError(f"LABELQA_DASHBOARD: {mode!r} is none of {', '.join(MODES)}")
        built = Path(self.root) / "src/labelqa/web/static/index.html"
        if version == "editable" or mode == "skip" or (mode == "auto" and built.exists()):
            return  # pip asks twice, and a source distribution carries what was built
        self.app.display_info("building the dashboard")
        for words in (["ci"], ["run", "build"]):
            subprocess.run([sys.executable, "npm.py", *words], cwd=Path(self.root) / "dashboard", check=True)
