"""Snippets with what a real TensorFlow in version-1 mode printed or raised.

`corpus.jsonl` is our own: each line holds id, level, source, stdout, error type and the first line
of the message, as TensorFlow 2.21 gave them with v2 behaviour disabled. A message with a node
definition is compared up to ` for '`, since TensorFlow 1 and 2 word the rest differently.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engines.graph import run_snippet

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PUBLIC = ROOT.parent / "shared" / "tf" / "public.jsonl"


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def first_line(message: str | None) -> str:
    return (message or "").split("\n", 1)[0].split(" for '{{node", 1)[0]


def expected(record: dict[str, Any]) -> tuple[str, str | None, str]:
    return record["stdout"], record["error_type"], first_line(record["error_message_first_line"])


def answered(source: str) -> tuple[str, str | None, str]:
    result = run_snippet(source, "tf1")
    error = result.error
    if error is None:
        return result.stdout, None, ""
    return result.stdout, error.type, first_line(error.message)


@pytest.mark.parametrize("record", records(HERE / "corpus.jsonl"), ids=lambda record: record["id"])
def test_snippet_answers_as_tensorflow_did(record: dict[str, Any]) -> None:
    assert answered(record["source"]) == expected(record)


def test_corpus_covers_every_level() -> None:
    levels = [record["level"] for record in records(HERE / "corpus.jsonl")]
    counts = {level: levels.count(level) for level in set(levels)}
    assert set(counts) == {"basic", "intermediate", "advanced", "error", "print-format"}
    assert min(counts.values()) >= 15
    assert sum(counts.values()) >= 200


def test_shared_examples_are_answered_exactly() -> None:
    if not PUBLIC.exists():
        pytest.skip("the shared examples lie outside this checkout and are not here")
    wrong = [
        record["id"] for record in records(PUBLIC) if answered(record["source"]) != expected(record)
    ]
    assert wrong == []
