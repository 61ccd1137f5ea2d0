"""What the originals of one's own patches said when the patches were made.

Kept as JSON beside the patches in one's own bank, so that a later change of an original can be
told. It may be deleted: then nothing is known of changes before the next patch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizapp.bank.problems import Problem
from quizapp.bank.source import read_source

FILE = "originals.json"


def originals(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what was recorded in a bank's folder: the written fields of each target of a patch.

    Empty where there is no record, or one that cannot be read.
    """
    source = read_source(folder / FILE)
    if isinstance(source, Problem):
        return {}
    try:
        found = json.loads(source.text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: dict(one) for key, one in found.items() if isinstance(one, dict)}


def with_original(folder: Path, target: str, written: Mapping[str, Any]) -> str:
    """Return the record's text with what the original of one more patch says now."""
    found = originals(folder) | {target: dict(written)}
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_recorded(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they come back from the record: lists for tuples."""
    fields: dict[str, Any] = json.loads(json.dumps(dict(written)))
    return fields
