"""Snippets with what a real TensorFlow in version-1 mode printed or raised.

The files of `corpus/` are our own, one for each area: each line holds id, level, source, stdout,
error type, the first line of the message and, in most, the line of the snippet that raised it, as
TensorFlow 2.21 gave them with v2 behaviour disabled. A message with a node definition is compared
up to ` for '`, since TensorFlow 1 and 2 word the rest differently.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engines.graph import run_snippet

Answered = tuple[str, str | None, str]

CORPUS = Path(__file__).parent / "corpus"
PUBLIC = Path(__file__).parents[3] / "shared" / "tf" / "public.jsonl"


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


OWN = [record for path in sorted(CORPUS.glob("*.jsonl")) for record in records(path)]


def first_line(message: str | None) -> str:
    return (message or "").split("\n", 1)[0].split(" for '{{node", 1)[0]


def expected(record: dict[str, Any]) -> Answered:
    return record["stdout"], record["error_type"], first_line(record["error_message_first_line"])


def answered(source: str) -> tuple[Answered, int | None]:
    """Return what the snippet came to, and the line that raised."""
    result = run_snippet(source, "tf1")
    error = result.error
    if error is None:
        return (result.stdout, None, ""), None
    return (result.stdout, error.type, first_line(error.message)), error.line


@pytest.mark.parametrize("record", OWN, ids=lambda record: record["id"])
def test_snippet_answers_as_tensorflow_did(record: dict[str, Any]) -> None:
    answer, line = answered(record["source"])
    assert answer == expected(record)
    assert line == record.get("line", line)


def test_every_snippet_has_an_id_of_its_own() -> None:
    ids = [record["id"] for record in OWN]
    assert len(set(ids)) == len(ids)


def test_corpus_covers_every_level() -> None:
    levels = [record["level"] for record in OWN]
    counts = {level: levels.count(level) for level in set(levels)}
    assert set(counts) == {"basic", "intermediate", "advanced", "error", "print-format"}
    assert min(counts.values()) >= 15
    assert sum(counts.values()) >= 200


def test_shared_examples_are_answered_exactly() -> None:
    if not PUBLIC.exists():
        pytest.skip("the shared examples lie outside this checkout and are not here")
    wrong = [
        record["id"]
        for record in records(PUBLIC)
        if answered(record["source"])[0] != expected(record)
    ]
    assert wrong == []
