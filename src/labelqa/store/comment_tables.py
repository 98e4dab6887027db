"""What people say of images, and of answers on them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from labelqa.store.columns import Name, integers, meta, of, where

comment = Table(
    "comment",
    meta,
    Column("id", Integer, primary_key=True),
    Column("comment_id", Name, nullable=False, unique=True),
    of("project", "project"),
    of("image", "image"),
    of("annotator", "annotator", null=True),
    Column("box", Text),
    Column("text", Text, nullable=False),
    Column("author", Name, nullable=False),
    Column("key_id", Name, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("escalates", Boolean, nullable=False),
    *integers("resolved_at"),
    Column("resolved_by", Name),
)
_c = comment.c
Index("comment_by_time", _c.project, _c.at, _c.id)
Index("comment_by_image", _c.project, _c.image, _c.at, _c.id)
_OPEN = where("resolved_at IS NULL")
Index("comment_open", _c.project, _c.at, _c.id, **_OPEN)  # type: ignore[arg-type]
Index("comment_escalating", _c.project, _c.escalates, _c.image, **_OPEN)  # type: ignore[arg-type]
