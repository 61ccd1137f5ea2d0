"""Core statements compiled once and run on the driver's own cursor.

A statement is still Core's, with its types; what is left out at each execution is the look-up in
the compiled cache and the generic result, which cost several times SQLite's own work (12 against
50 µs for the next due card). Only what runs at every answer is worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from quizapp.store.errors import Explain

Convert = Callable[[Any], Any]


class Prepared:
    """One statement with named parameters, ready to run on connections of one dialect."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, explain: Explain) -> None:
        """Compile `statement`; `explain` turns the driver's errors into sentences."""
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only SQL statements can be prepared")
        self._explain = explain
        self._sql = str(compiled)
        self._names = tuple(compiled.positiontup) if compiled.positiontup is not None else None
        self._fixed = dict(compiled.params)
        self._to = [
            (name, to)
            for name, bind in compiled.binds.items()
            if (to := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        ]
        columns = getattr(statement, "exported_columns", ())
        self._types = [column.type.dialect_impl(dialect) for column in columns]
        self._dialect = dialect
        self._from: list[tuple[int, Convert]] | None = None

    def first(self, connection: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """Execute and return the first row, each value as its column's type has it; None without
        one. StoreError for what the database refuses. Values the statement does not name are passed
        over."""
        given: Any = {**self._fixed, **values}
        for name, to in self._to:
            given[name] = to(given[name])
        if self._names is not None:
            given = [given[name] for name in self._names]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, given)
            row = cursor.fetchone()
            if self._from is None:
                self._from = self._converters(cursor.description)
        except Exception as error:
            raise self._explain(error) or error from error
        finally:
            cursor.close()
        if row is None:
            return None
        found = list(row)
        for place, back in self._from:
            found[place] = back(found[place])
        return found

    def _converters(self, described: Sequence[Sequence[Any]]) -> list[tuple[int, Convert]]:
        """What turns the driver's values into the types', by place; known at the first result,
        because it depends on the driver's own type codes."""
        return [
            (place, back)
            for place, (kind, column) in enumerate(zip(self._types, described, strict=True))
            if (back := kind.result_processor(self._dialect, column[1])) is not None
        ]
