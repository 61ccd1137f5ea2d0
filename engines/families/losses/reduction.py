"""From the losses of single examples to one number, with steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engines.families.worked import factor, row, shown, total
from engines.family import Params, Step, Truth


def averaged(
    numbers: str, losses: Sequence[float], divisor: float | None = None, what: str = "losses"
) -> Truth:
    """Return the sum of `losses` over `divisor`, which is their count where it is None.

    `numbers` is how they come about; a divisor of 1 leaves the sum as it is.
    """
    over = len(losses) if divisor is None else divisor
    whole = math.fsum(losses)
    value = whole / over
    divided = "the sum itself" if over == 1 else f"{shown(whole)} / {shown(over)}"
    return Truth(
        value,
        (
            Step(what, numbers, row(losses)),
            Step("their sum", total(map(factor, losses)), shown(whole)),
            Step("mean", divided, shown(value)),
        ),
    )


def same_length(params: Params, *names: str) -> str | None:
    """Return why these lists do not belong together, or None."""
    lengths = [len(params[name]) for name in names]  # type: ignore[arg-type]
    return None if len(set(lengths)) == 1 else f"{' and '.join(names)} differ in length"
