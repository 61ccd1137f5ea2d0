"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0.1.0"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of a new database."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "scheduler",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("retention", sa.Double(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scheduler"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("finished", INSTANT),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Text()),
        sa.Column("scorecard", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_table(
        "mark",
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("buried_until", sa.Integer()),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bank", "question", name="pk_mark"),
    )
    op.create_table(
        "review",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer()),
        sa.Column("mode", sa.Text()),
        sa.Column("session", sa.Integer()),
        sa.Column("verdict", sa.Text()),
        sa.Column("slip", sa.Text()),
        sa.Column("sure", sa.Boolean()),
        sa.Column("hints", sa.Integer()),
        sa.Column("seconds", sa.Double()),
        sa.Column("family", sa.Text()),
        sa.Column("parameters", sa.Text()),
        sa.Column("seed", sa.BigInteger()),
        sa.Column("tries", sa.Text()),
        sa.Column("rubric", sa.Text()),
        sa.Column("device", sa.Text()),
        sa.Column("suggested", sa.Integer()),
        sa.Column("rating", sa.Integer()),
        sa.Column("scheduler", sa.Integer()),
        sa.Column("predicted", sa.Double()),
        sa.Column("answers", sa.Integer()),
        sa.Column("before", ROW_ID),
        sa.Column("target", ROW_ID),
        sa.Column("detail", sa.Text()),
        *_state(),
        sa.ForeignKeyConstraint(["before"], ["review.id"], name="fk_review_before_review"),
        sa.ForeignKeyConstraint(
            ["scheduler"], ["scheduler.id"], name="fk_review_scheduler_scheduler"
        ),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name="fk_review_session_session"),
        sa.ForeignKeyConstraint(["target"], ["review.id"], name="fk_review_target_review"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_bank_question", "review", ["bank", "question"])
    op.create_index("ix_review_study_day", "review", ["study_day"])
    for column in ("session", "target"):
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_review_{column}",
            "review",
            [column],
            sqlite_where=given,
            postgresql_where=given,
        )
    op.create_table(
        "card",
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("last_review", ROW_ID, nullable=False),
        *_state(),
        sa.ForeignKeyConstraint(["last_review"], ["review.id"], name="fk_card_last_review_review"),
        sa.PrimaryKeyConstraint("bank", "question", name="pk_card"),
    )
    op.create_index("ix_card_due_day", "card", ["due_day"])


def _state() -> list[sa.Column[object]]:
    return [
        sa.Column("stability", sa.Double()),
        sa.Column("difficulty", sa.Double()),
        sa.Column("due_day", sa.Integer()),
        sa.Column("last_day", sa.Integer()),
        sa.Column("phase", sa.Text()),
        sa.Column("due_at", INSTANT),
        sa.Column("step", sa.Integer()),
        sa.Column("stage", sa.Integer()),
        sa.Column("repetitions", sa.Integer()),
        sa.Column("passes", sa.Integer()),
        sa.Column("lapses", sa.Integer()),
        sa.Column("sure_wrong", sa.Boolean()),
    ]
