"""Labelling tools that a project takes its labels from, what was fetched of each, and hints that something changed."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from labelqa.store.columns import Name, integers, meta, of, table, where

source = Table(
    "source",
    meta,
    Column("id", Integer, primary_key=True),
    Column("source_id", Name, nullable=False, unique=True),
    of("project", "project"),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("hook_secret", LargeBinary),
    Column("options", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("mark", Text),
    Column("problem", Text),
    Column("last", Text),
    *integers("minutes", "write_back", "failures", "next_at", "started_at"),
    *integers("pulled_at", "reconciled_at", "created_at", "changed_at"),
    Index("source_by_project", "project"),
    Index("source_due", "next_at", **where("state <> 'paused'")),  # type: ignore[arg-type]
)
"""`token` and `hook_secret` are sealed. `options`: JSON, what of the tool is taken. `minutes`: between two pulls, null
for none but by hand and by hints. `write_back`: 1 when findings may be written into the tool. `mark`: the version of a
unit, up to which changes are known. `failures`: pulls in a row that did not end well; one that begins counts as such.
`started_at`: when the pull at hand last gave a sign of life, null when there is none. `last`: JSON, what the last pull
came to."""
source_unit = table(
    "source_unit",
    of("source", "source", primary=True),
    Column("unit", Name, primary_key=True),
    Column("version", Text, nullable=False),
    Column("state", Text),
    Column("written", Text),
    Column("problem", Text),
    *integers("fetched_at", "gone_at"),
)
"""What a source is fetched in: a task, a job. `version` as the tool has it (a newer one is fetched anew), "" when it
never could be read; `state`: JSON that the connector remembers of it; `written`: JSON of what was written back to it;
`problem`: why its newest version could not be taken. `gone_at`: since when it does not exist any more."""
source_answer = table(
    "source_answer",
    of("source", "source", primary=True),
    Column("unit", Name, primary_key=True),
    Column("image", Name, primary_key=True),
    Column("annotator", Name, primary_key=True),
    *integers("place", "made"),
    Index("source_answer_by_image", "image", "annotator"),
)
"""Which answers came from which unit, by the ids of image and annotator. Annotator "" stands for the image itself;
`place`: revision or time of the newest one; `made`: 1 where the unit brought the image into the project."""
source_hint = Table(
    "source_hint",
    meta,
    Column("id", Integer, primary_key=True),
    of("source", "source"),
    Column("unit", Name, nullable=False),
    *integers("received_at", "next_at"),
    Index("source_hint_by_unit", "source", "unit", unique=True),
)
"""Units of which a tool said that they changed, until they are fetched; "" stands for the source as a whole."""
