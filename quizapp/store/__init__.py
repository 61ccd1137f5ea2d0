"""Progress on disk: tables, verbs and migrations. Rows never leave; plain dataclasses do."""
