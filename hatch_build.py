"""What is built into the package beside its Python: the dashboard, and the compiled kernel.

The dashboard is built with the Node.js that comes as a wheel. `LABELQA_DASHBOARD` says when: `auto` (where it is not
built yet), `force`, or `skip` (the server then has the API alone).

The kernel is compiled where Cython and a C compiler are at hand; the wheel then serves every Python from 3.11 on one
platform (stable ABI). `LABELQA_PURE=1` leaves it out, and so does a machine without a compiler: the package then works
the same, slower. `python hatch_build.py` compiles it in place, for an installation that is worked on; `make` does so.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODES = ("auto", "force", "skip")
MODULE = "labelqa.kernel.compiled"
SOURCES = (
    *("scratch", "ordered", "component", "partners", "meeting", "decision", "pairs"),
    *("hulls", "strips", "tilted", "outlined", "tables"),
)
"""Files of `labelqa/kernel/typed`, in the order in which the compiler reads them as one text."""
DIRECTIVES = "language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False"
STABLE = [("Py_LIMITED_API", "0x030B0000"), ("CYTHON_LIMITED_API", "1")]
"""Holds the compiled module to what every Python from 3.11 has."""


def kernel_source(root: Path) -> str:
    """The files of `labelqa.kernel.typed` as one text, without their imports of each other; SOURCES tells it apart."""
    texts = [(root / f"src/labelqa/kernel/typed/{name}.py").read_text() for name in SOURCES]
    own = re.compile(r"^from labelqa\.kernel\.typed\.\w+ import .*\n", re.MULTILINE)
    text = "\n\n".join(own.sub("", text) for text in texts)
    return f'# cython: {DIRECTIVES}\n{text}\n\nSOURCES = "{sha256(text.encode()).hexdigest()}"\n'


def compile_kernel(root: Path, into: Path) -> Path | str:
    """Compiles the kernel into a folder; returns the file, or in a few words why there is none."""
    try:
        from Cython.Build import cythonize
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext
        from setuptools.errors import BaseError, CCompilerError
    except ImportError as missing:
        return f"{missing.name} is not installed"
    gil = not sysconfig.get_config_var("Py_GIL_DISABLED")  # without a lock there is no stable ABI yet

    class Build(build_ext):
        def build_extensions(self) -> None:
            # No fused operations: they would change last bits. Microsoft's compiler makes none unless asked to.
            unix = self.compiler.compiler_type != "msvc"
            self.extensions[0].extra_compile_args = ["-O3", "-g0", "-ffp-contract=off"] if unix else ["/O2"]
            super().build_extensions()

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "compiled.py"
        source.write_text(kernel_source(root))
        wanted = Extension(MODULE, [str(source)], define_macros=STABLE if gil else [], py_limited_api=gil)
        build = Build(Distribution({"name": "labelqa", "ext_modules": cythonize([wanted], quiet=True)}))
        build.build_temp, build.build_lib = folder, str(Path(folder) / "lib")
        build.ensure_finalized()
        try:
            build.run()
        except (BaseError, CCompilerError) as failed:
            return str(failed).splitlines()[0]
        built = Path(build.get_ext_fullpath(MODULE))
        into.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(built, into / built.name))


def wheel_tag(built: Path) -> str:
    """Which Pythons a wheel with this kernel serves: all from 3.11 on, or, without a lock, the one that compiled it."""
    platform = re.sub(r"[-. ]", "_", sysconfig.get_platform())
    if built.name in ("compiled.abi3.so", "compiled.pyd"):
        return f"cp311-abi3-{platform}"
    python = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    return f"{python}-{python}t-{platform}"


class BuildHook(BuildHookInterface):
    """What hatchling asks before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the dashboard where that is wanted, and the kernel where that can be."""
        if version == "editable":
            return  # left to `make`
        self._dashboard()
        if self.target_name == "wheel":
            self._kernel(build_data)

    def _dashboard(self) -> None:
        mode = os.environ.get("LABELQA_DASHBOARD", "auto")
        if mode not in MODES:
            raise ValueError(f"LABELQA_DASHBOARD: {mode!r} is none of {', '.join(MODES)}")
        built = Path(self.root) / "src/labelqa/web/static/index.html"
        if mode == "skip" or (mode == "auto" and built.exists()):
            return  # pip asks twice, and a source distribution carries what was built
        self.app.display_info("building the dashboard")
        for words in (["ci"], ["run", "build"]):
            subprocess.run([sys.executable, "npm.py", *words], cwd=Path(self.root) / "dashboard", check=True)

    def _kernel(self, build_data: dict[str, Any]) -> None:
        if os.environ.get("LABELQA_PURE") == "1":
            return
        built = compile_kernel(Path(self.root), Path(self.directory) / "kernel")
        if isinstance(built, str):
            self.app.display_warning(f"the kernel is not compiled: {built}; the package works without, slower")
            return
        build_data["tag"] = wheel_tag(built)
        build_data["pure_python"] = False
        build_data["force_include"][str(built)] = f"labelqa/kernel/{built.name}"


def main() -> None:
    """Compiles the kernel in place, or says in one line why not."""
    root = Path(__file__).parent
    target = root / "src/labelqa/kernel"
    for old in target.glob("compiled.*"):
        old.unlink()  # of other sources
    if os.environ.get("LABELQA_PURE") == "1":
        print("the kernel is not compiled: LABELQA_PURE is set")
        return
    built = compile_kernel(root, target)
    if isinstance(built, str):
        print(f"the kernel is not compiled: {built}. Everything works, comparisons take longer.", file=sys.stderr)


if __name__ == "__main__":
    main()
