"""Worked variants as text, to be compared with ``golden/``, which was read through by eye.

One file a topic. ``python -P tests/engines/golden.py`` writes them anew; read the difference before
you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engines import api
from engines.registry import module_of
from engines.values import show_value

FOLDER = Path(__file__).parent / "golden"
SEEDS = range(8)


def worked(name: str) -> dict[str, Any]:
    """Return the family's variant with the most live slips among a few draws, as plain data."""
    drawn = (api.draw(name, f"golden/{name}", seed, "live") for seed in SEEDS)
    made = max((api.variant(name, params) for params in drawn), key=lambda v: len(v.live))
    return {
        "params": {key: show_value(value) for key, value in made.params.items()},
        "answer": made.acceptance.show(made.truth),
        "steps": [f"{step.what} | {step.numbers} | {step.value}" for step in made.steps],
        "slips": {
            slip.id: [
                slip.text,
                "" if slip.steps is None or slip.parts is None else _parting(slip),
            ]
            for slip in made.live
        },
        "silent": list(made.silent),
    }


def _parting(slip: api.LiveSlip) -> str:
    """Return the slip's own step where the paths part."""
    assert slip.steps is not None
    assert slip.parts is not None
    if slip.parts >= len(slip.steps):
        return "a step is missing"
    step = slip.steps[slip.parts]
    return f"{step.what} | {step.numbers} | {step.value}"


def topic_of(name: str) -> str:
    """Return the folder that the family's module stands in: its golden file's name."""
    return module_of(name).split(".")[0]


def read() -> dict[str, dict[str, Any]]:
    """Return the variants of all files by family, in the order of the registry."""
    found: dict[str, dict[str, Any]] = {}
    for path in FOLDER.glob("*.json"):
        found |= json.loads(path.read_text(encoding="utf-8"))
    order = {name: place for place, name in enumerate(api.names())}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], -1)))


def write() -> None:
    """Write every topic's file."""
    topics: dict[str, dict[str, Any]] = {}
    for name in api.names():
        topics.setdefault(topic_of(name), {})[name] = worked(name)
    FOLDER.mkdir(exist_ok=True)
    for topic, variants in topics.items():
        text = json.dumps(variants, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{topic}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
