"""The page of words explains what the product says."""

from pathlib import Path

from labelqa.model import KINDS
from labelqa.web.keyring import SCOPES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "words.md").read_text(encoding="utf-8")


def test_every_kind_of_annotator_and_every_scope_is_explained() -> None:
    assert [kind for kind in KINDS if f"*{kind}*" not in PAGE] == []
    assert [scope for scope in SCOPES if f"`{scope}`" not in PAGE] == []


def test_no_word_is_explained_twice() -> None:
    words = [word for line in PAGE.splitlines() if line.startswith("| ") for word in line.split("|")[1].split(",")]
    explained = [word.strip() for word in words if word.strip() not in ("word", "")]
    assert len(explained) > 30
    assert len(explained) == len(set(explained))
