"""What may be written of sources: one model per body."""

from typing import Any

from pydantic import Field

from labelqa.web import fields
from labelqa.web.bodies import Body


class SourceChange(Body):
    """What a source is to be from now on; what is left out stays. `minutes` null: by hand and by hints alone.

    A new `address` takes the `token` anew, which is shown nowhere. `write_back`: findings may be written into the tool.
    """

    name: fields.Text = Field(default="")
    address: fields.Address = Field(default="")
    token: fields.Token = Field(default="", repr=False)
    options: fields.Options = Field(default_factory=dict)
    minutes: fields.Minutes | None = None
    write_back: fields.Truth = False
    paused: fields.Truth = False

    def given(self) -> dict[str, Any]:
        """What the body says."""
        return self.model_dump(exclude_unset=True)


class NewSource(Body):
    """A labelling tool to take labels from: its address, a token for it, and what of it is taken.

    `minutes`: between two looks at what changed; null: by hand and by hints alone.
    """

    kind: fields.Tool
    address: fields.Address
    token: fields.Token = Field(repr=False)
    options: fields.Options
    name: fields.Text | None = None
    minutes: fields.Minutes | None = 10
    write_back: fields.Truth = False


class PullWish(Body):
    """`full`: list everything that exists, to find what was deleted and what was missed."""

    full: fields.Truth = False


class WriteBack(Body):
    """What to write back, to units from the one after `after` on. Without `dry_run` false nothing is written."""

    what: fields.Whats = ("flags", "priority")
    dry_run: fields.Truth = True
    after: fields.UnitName = ""
    limit: fields.PageSize = 50
