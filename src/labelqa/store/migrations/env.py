"""Run by alembic inside the connection that `labelqa.store.migration` hands over."""

from alembic import context

from labelqa.store.schema import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    transactional_ddl=True,
    render_as_batch=False,
)
context.run_migrations()
