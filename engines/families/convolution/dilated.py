"""How far a dilated kernel reaches, and the padding before a sequence that this asks for."""

from __future__ import annotations

from engines.families.given import number
from engines.family import Params, Step, Truth


def causal(params: Params, *, less: int = 1, dilation: int | None = None, ends: int = 1) -> Truth:
    """Return D(K − 1). `less` is what is taken off the kernel, `ends` how many ends share the
    padding, rounded down."""
    kernel = number(params, "K")
    dilation = number(params, "D") if dilation is None else dilation
    back = dilation * (kernel - less)
    shared = f"{back} / {ends}" if ends > 1 else f"all of the {back}"
    return Truth(
        back // ends,
        (
            Step("steps that an output looks back", _back(kernel, dilation, less), str(back)),
            Step("padding before the first step", shared, str(back // ends)),
        ),
    )


def _back(kernel: int, dilation: int, less: int) -> str:
    return f"{dilation} × ({kernel} − {less})" if less else f"{dilation} × {kernel}"


def shared(params: Params) -> Truth | None:
    """Return the padding of a centred kernel, or None where the ends cannot share alike."""
    if number(params, "D") * (number(params, "K") - 1) % 2:
        return None
    return causal(params, ends=2)


def reach(params: Params, *, gaps_less: int = 1, empty_less: int = 1) -> Truth:
    """Return K + (K − 1)(D − 1); the keywords are what is taken off K for the gaps and off D for
    the empty cells in each."""
    kernel, dilation = number(params, "K"), number(params, "D")
    gaps, between = kernel - gaps_less, dilation - empty_less
    empty = gaps * between
    return Truth(
        kernel + empty,
        (
            Step("gaps between the kernel's cells", _less(kernel, gaps_less), str(gaps)),
            Step("empty cells in each", _less(dilation, empty_less), str(between)),
            Step("empty cells", f"{gaps} × {between}", str(empty)),
            Step("with the kernel's own cells", f"{kernel} + {empty}", str(kernel + empty)),
        ),
    )


def _less(size: int, less: int) -> str:
    return f"{size} − {less}" if less else str(size)
