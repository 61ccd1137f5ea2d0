"""Calls torch with the size and the cost of the result bounded beforehand.

Where no rule foresees the size it comes from torch itself: the call is first made on meta tensors,
which hold no data.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import torch

from engines.graph.callables import UserFunction
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import weigh
from engines.graph.syntax import words
from engines.graph.torch_language.arguments import given, tensors_in
from engines.graph.torch_language.graph_work import batch, charge_backward, note_work
from engines.graph.torch_language.problems import PROBLEMS, from_torch
from engines.graph.torch_language.sizes import foreseen

_SMALL = 1024
_MAX_COST = 2 * 10**8
# Names whose result may be larger than what two small arguments could make.
GROWING = frozenset(
    words(
        "zeros ones full empty arange linspace logspace eye rand randn randint randperm"
        " repeat expand"
        " tile repeat_interleave new_zeros new_ones new_full new_empty one_hot bincount pad unfold"
        " interpolate fold affine_grid as_strided"
        " broadcast_to kron outer meshgrid einsum tensordot diag diag_embed diagflat combinations"
        " view_as"
        " cartesian_prod tril_indices triu_indices conv1d conv2d conv3d conv_transpose1d"
        " conv_transpose2d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d"
        " adaptive_max_pool2d normal"
        " bernoulli expand_as histc hann_window hamming_window corrcoef cov"
        " pixel_shuffle vander multinomial randint_like full_like"
    )
)
_SQUARING = frozenset(
    words("eye diag diagflat diag_embed vander interpolate unfold combinations einsum corrcoef cov")
)
_CREATING = frozenset(
    words(
        "zeros ones full empty arange linspace logspace eye rand randn randint randperm"
        " tril_indices triu_indices hann_window hamming_window"
    )
)
_COSTLY = frozenset(
    words(
        "matmul @ mm bmm mv dot einsum tensordot conv1d conv2d conv3d conv_transpose1d"
        " conv_transpose2d linear cdist bilinear inner"
        " scaled_dot_product_attention addmm baddbmm addbmm kron rmatmul"
    )
)
_CUBIC = frozenset(
    words(
        "svd qr pinverse pinv lstsq eig eigh eigvals eigvalsh lu matrix_exp orthogonal_ inverse inv"
        " det logdet slogdet solve solve_triangular cholesky matrix_rank matrix_norm cond svdvals"
        " matrix_power"
    )
)
_PARTED = frozenset(words("chunk split tensor_split unbind"))
_MAX_PARTS = 20_000
_SORTING = frozenset(
    words(
        "median nanmedian mode kthvalue quantile nanquantile unique unique_consecutive isin histc"
    )
)
_UNFILLED = frozenset(words("empty empty_like new_empty"))


def refuse_functions(name: str, values: Any) -> None:
    """Raise CapReached when a function or a module of the snippet is among arguments of torch."""
    for value in values:
        if isinstance(value, (UserFunction, Builtin, Namespace, TypeValue)):
            raise CapReached(name, f"`{name}` takes no function in snippets")
        if isinstance(value, (list, tuple)):
            refuse_functions(name, value)
        elif isinstance(value, dict):
            refuse_functions(name, value.values())


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
    refuse_functions(name, (*arguments, *named.values()))
    tensors = list(tensors_in((*arguments, *named.values())))
    _bound(name, function, arguments, named, tensors)
    held = sum(tensor.numel() for tensor in tensors)
    times = batch()
    check_elements(held * times if times > 1 else 0)
    run.budget.spend(held // (200 if name in _SORTING else 1000))
    if name in ("backward", "grad"):
        charge_backward(tensors, bool(named.get("create_graph")))
    try:
        result = function(*arguments, **named)
    except PROBLEMS as problem:
        raise from_torch(problem) from None
    if name in _UNFILLED and isinstance(result, torch.Tensor):
        result.detach().zero_()  # what happened to lie in memory is nobody's to read
    for tensor in tensors_in((result,)):
        check_elements(tensor.numel() * times)
        run.budget.spend(tensor.numel() * times // 200)
        held += tensor.numel()
    note_work(held)
    return result


def _bound(
    name: str,
    function: Callable[..., Any],
    arguments: list[Any],
    named: dict[str, Any],
    tensors: list[torch.Tensor],
) -> None:
    if name == "module":
        return
    sizes = sorted((tensor.numel() for tensor in tensors), reverse=True)
    numbers = list(_numbers_in((*arguments, *named.values())))
    if name in ("one_hot", "bincount", "repeat_interleave"):
        highest = max((_largest(tensor) for tensor in tensors), default=0)
        check_elements(max(sum(sizes), 1) * max([1, highest, *numbers]) * batch())
        return
    if name in _PARTED:
        _check_parts(name, arguments, named)
    if name.startswith("div") and named.get("rounding_mode") == "trunc":
        _check_quotient(arguments, named)
    if name in _CUBIC and tensors:
        _check_cubic(name, tensors[0])
    known = foreseen(name, arguments, named)
    if known is not None:
        check_elements(known * batch())
        _check_cost(name, sizes, [known])
        return
    # Torch is asked on meta tensors only where the sizes allow a large result at all.
    pairs = math.prod(max(size, 1) for size in sizes[:3])
    most = pairs * batch() * (math.prod(max(n, 1) for n in numbers) if name in GROWING else 1)
    if most <= MAX_ELEMENTS and not (name in _SQUARING and most > _SMALL):
        return
    outputs = _outputs(name, function, arguments, named)
    if outputs is None:
        if name in GROWING:
            raise CapReached(name, f"the size of what `{name}` gives cannot be foreseen")
        return
    for size in outputs:
        check_elements(size * batch())
    _check_cost(name, sizes, outputs)


def _check_parts(name: str, arguments: list[Any], named: dict[str, Any]) -> None:
    """Bound how many tensors a split makes."""
    try:
        axis = int(given(arguments, named, 1 if name == "unbind" else 2, "dim", 0))
        length = int(arguments[0].shape[axis])
        size = [*arguments[1:2], *named.values(), 1][0] if name != "unbind" else 1
        parts = length if name in ("split", "unbind") else 1
        if isinstance(size, int) and size > 0:
            parts = min(length, size) if name in ("chunk", "tensor_split") else length // size
    except (TypeError, ValueError, IndexError, AttributeError):
        return
    if parts > _MAX_PARTS:
        raise CapReached(name, f"`{name}` would make {parts} tensors: the cap is {_MAX_PARTS}")
    current_run().budget.spend(parts)


def _largest(tensor: torch.Tensor) -> int:
    """Return the largest entry of integers, which says how wide their one-hot form is."""
    if tensor.numel() == 0 or tensor.is_floating_point() or tensor.is_complex():
        return 0
    return int(tensor.max()) + 1


def _check_quotient(arguments: list[Any], named: dict[str, Any]) -> None:
    """Refuse the smallest integer divided by -1, which stops the whole process."""
    pair = [*arguments, *(named[key] for key in ("input", "other") if key in named)][:2]
    if len(pair) < 2 or any(isinstance(value, float) for value in pair):
        return
    dividend, divisor = (torch.as_tensor(value) for value in pair)
    if dividend.is_floating_point() or divisor.is_floating_point():
        return
    if bool((dividend <= -(2**7)).any()) and bool((divisor == -1).any()):
        lowest = torch.iinfo(torch.result_type(dividend, divisor)).min
        if bool((dividend == lowest).any()):
            raise CapReached("div", "the smallest integer divided by -1 has no value")


def _check_cubic(name: str, matrix: torch.Tensor) -> None:
    shape = tuple(matrix.shape)
    if len(shape) < 2:
        return
    cost = matrix.numel() * min(shape[-2:])
    if cost > _MAX_COST:
        raise CapReached(name, f"`{name}` would take {cost} multiplications")
    current_run().budget.spend(cost // 2_000)


def _check_cost(name: str, sizes: list[int], outputs: list[int]) -> None:
    if name not in _COSTLY or not sizes:
        return
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
    return call_torch("matmul" if symbol == "@" else symbol, function, list(values), {})


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
