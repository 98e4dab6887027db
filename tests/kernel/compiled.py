"""For files of tests that hold the compiled kernel against the plain one: they import `way` from here."""

from collections.abc import Iterator

import pytest

from labelqa.kernel import compilation
from tests.conftest import IN_CI
from tests.kernel.conftest import NOT_BUILT


@pytest.fixture(scope="module", autouse=True)
def way() -> Iterator[str]:
    """The compiled way alone: each test holds it against the plain one."""
    if not compilation.BUILT:
        pytest.fail(NOT_BUILT) if IN_CI else pytest.skip(NOT_BUILT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compilation, "COMPILED", True)
        yield "compiled"
