"""Calls torch with the size and the cost of the result bounded beforehand.

The size comes from torch itself: the call is first made on meta tensors, which hold no data.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import torch

from engines.graph.errors import from_python
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.scope import current_run
from engines.graph.show import weigh
from engines.graph.syntax import words
from engines.graph.torch_language.sizes import foreseen

PROBLEMS = (
    RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError, ZeroDivisionError,
    OverflowError,
)  # fmt: skip
_SMALL = 1024
_MAX_COST = 2 * 10**8
# Names whose result may be larger than what two small arguments could make.
GROWING = frozenset(
    words(
        "zeros ones full empty arange linspace logspace eye rand randn randint randperm"
        " repeat expand"
        " tile repeat_interleave new_zeros new_ones new_full one_hot bincount pad unfold"
        " interpolate"
        " broadcast_to kron outer meshgrid einsum tensordot diag diag_embed combinations view_as"
        " cartesian_prod tril_indices triu_indices upsample conv_transpose2d normal"
        " bernoulli expand_as"
        " pixel_shuffle vander multinomial randint_like full_like"
    )
)
_SQUARING = frozenset(
    words("eye diag diag_embed vander interpolate unfold combinations einsum conv_transpose2d")
)
_CREATING = frozenset(
    words(
        "zeros ones full empty arange linspace logspace eye rand randn randint randperm"
        " tril_indices"
        " triu_indices"
    )
)
_COSTLY = frozenset(
    words(
        "matmul mm bmm mv dot einsum tensordot conv1d conv2d conv_transpose2d linear cdist bilinear"
        " scaled_dot_product_attention addmm baddbmm matrix_power kron call rmatmul"
    )
)


def tensors_in(values: Any) -> Iterator[torch.Tensor]:
    """Yield the tensors among arguments, inside lists, tuples and dicts too."""
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from tensors_in(value)
        elif isinstance(value, dict):
            yield from tensors_in(value.values())


def _numbers_in(values: Any) -> Iterator[int]:
    for value in values:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield _magnitude(value)
        elif isinstance(value, (list, tuple)):
            yield from _numbers_in(value)
        elif isinstance(value, slice):
            yield 0


def _magnitude(value: float) -> int:
    """Return how much a number can multiply a size: a step of 0.001 as much as a size of 1000."""
    if not math.isfinite(value) or value == 0:
        return 0
    return int(min(max(abs(value), 1 / abs(value)), 1e18))


def _on_meta(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach().to("meta")
    if isinstance(value, list):
        return [_on_meta(entry) for entry in value]
    if isinstance(value, tuple):
        return tuple(_on_meta(entry) for entry in value)
    return value


def call_torch(
    name: str, function: Callable[..., Any], arguments: list[Any], named: dict[str, Any]
) -> Any:
    """Return `function(*arguments, **named)`; torch's exceptions become the snippet's errors.

    Raises CapReached when the result would be too large or too costly.
    """
    run = current_run()
    run.budget.spend(16)
    if "out" in named:
        raise CapReached("out=", "`out=` is not supported")
    for argument in (*arguments, *named.values()):
        weigh(argument)
    given = list(tensors_in((*arguments, *named.values())))
    _bound(name, function, arguments, named, given)
    try:
        result = function(*arguments, **named)
    except PROBLEMS as problem:
        raise from_python(problem) from None
    for tensor in tensors_in((result,)):
        check_elements(tensor.numel())
        run.budget.spend(tensor.numel() // 200)
    return result


def _bound(
    name: str,
    function: Callable[..., Any],
    arguments: list[Any],
    named: dict[str, Any],
    given: list[torch.Tensor],
) -> None:
    sizes = sorted((tensor.numel() for tensor in given), reverse=True)
    numbers = list(_numbers_in((*arguments, *named.values())))
    if name in ("one_hot", "bincount", "repeat_interleave"):
        check_elements(max(sum(sizes), 1) * max([1, *numbers]))
        return
    # Torch is asked on meta tensors only where the sizes allow a large result at all.
    pairs = math.prod(max(size, 1) for size in sizes[:3])
    most = pairs * (math.prod(max(n, 1) for n in numbers) if name in GROWING else 1)
    if most <= MAX_ELEMENTS and not (name in _SQUARING and most > _SMALL):
        return
    known = foreseen(name, arguments, named)
    outputs = [known] if known is not None else _outputs(name, function, arguments, named)
    if outputs is None:
        if name in GROWING:
            raise CapReached(name, f"the size of what `{name}` gives cannot be foreseen")
        return
    for size in outputs:
        check_elements(size)
    if name in _COSTLY and sizes:
        other = sizes[1] if len(sizes) > 1 else sizes[0]
        cost = math.isqrt(sizes[0] * other * max([1, *outputs]))
        if cost > _MAX_COST:
            raise CapReached(name, f"`{name}` would take {cost} multiplications")
        current_run().budget.spend(cost // 20_000)


def _outputs(
    name: str, function: Callable[..., Any], arguments: list[Any], named: dict[str, Any]
) -> list[int] | None:
    """Return the sizes of what the call would give, or None when torch cannot tell."""
    keywords = {key: _on_meta(value) for key, value in named.items() if key != "requires_grad"}
    if name in _CREATING:
        keywords["device"] = "meta"
    try:
        with torch.no_grad():
            result = function(*(_on_meta(value) for value in arguments), **keywords)
    except PROBLEMS:
        return None
    return [tensor.numel() for tensor in tensors_in((result,))]


def operate(symbol: str, function: Callable[..., Any], *values: Any) -> Any:
    """Return the value of an operator on tensors."""
    name = "matmul" if symbol == "@" else symbol
    return call_torch(name, function, list(values), {})


IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.iadd,
    "-": operator.isub,
    "*": operator.imul,
    "/": operator.itruediv,
    "//": operator.ifloordiv,
    "%": operator.imod,
    "**": operator.ipow,
    "@": operator.imatmul,
    "&": operator.iand,
    "|": operator.ior,
    "^": operator.ixor,
}
