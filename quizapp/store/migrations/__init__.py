"""Alembic's scripts; their revision ids are the product versions at which the tables changed."""
