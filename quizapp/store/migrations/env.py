"""How Alembic runs here: on the connection that is handed in, inside of its transaction."""

from alembic import context

from quizapp.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Model.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
