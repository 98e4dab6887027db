"""The page of what is protected names every file that guards something, and the code keeps to the methods it names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "labelqa"
PAGE = (ROOT / "docs" / "reference" / "protection.md").read_text(encoding="utf-8")
GUARDS = {"hmac", "cryptography", "secrets", "ssl", "random"}
WEAK = re.compile(r"(?i)\b(md5|sha-?1|des|rc4|ecb|pkcs1v15|arc4|blowfish)\b")


def imported(path: Path) -> set[str]:
    """The packages that a file imports."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    return found


def guarding() -> Iterator[str]:
    """What the page calls each file that imports something to guard with."""
    for path in sorted(SOURCE.rglob("*.py")):
        if imported(path) & GUARDS:
            name = path.relative_to(SOURCE).with_suffix("").as_posix()
            yield "demo/" if name.startswith("demo/") else name


def test_every_file_that_guards_something_is_on_the_page() -> None:
    found = set(guarding())
    assert len(found) > 10
    assert {name for name in found if f"`{name}`" not in PAGE} == set()


def test_chance_that_can_be_repeated_is_for_the_simulated_project_alone() -> None:
    """`mailing` takes the operating system's generator out of the same module."""
    users = [path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if "random" in imported(path)]
    assert {name for name in users if not name.startswith("demo/")} == {"web/mailing.py"}
    assert "random.SystemRandom()" in (SOURCE / "web" / "mailing.py").read_text(encoding="utf-8")


def test_no_weak_method_is_in_the_code() -> None:
    named = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (name := _name(node)) and WEAK.fullmatch(name)
    }
    assert named == set()


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None


def test_a_weak_method_would_be_seen() -> None:
    tree = ast.parse("hashlib.md5(x)\nhashlib.new('sha1', x)\nfrom a import b\nb.ECB()")
    assert {name for node in ast.walk(tree) if (name := _name(node)) and WEAK.fullmatch(name)} == {"md5", "sha1", "ECB"}
