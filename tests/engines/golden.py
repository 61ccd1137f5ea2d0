"""Worked variants as text, to be compared with ``golden.json``, which was read through by eye.

``python -P tests/engines/golden.py`` writes the file anew; read the difference before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engines import api
from engines.values import show_value

FILE = Path(__file__).with_suffix(".json")
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


if __name__ == "__main__":
    everything = {name: worked(name) for name in api.names()}
    FILE.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
