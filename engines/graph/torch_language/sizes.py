"""How many entries a call of torch will give or hold on the way, by the rules of its documentation.

Meta tensors would tell the same, but the first of them costs seconds of imports; these rules cover
what snippets mostly call. A rule may say too much, never too little.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engines.graph.syntax import words
from engines.graph.torch_language import index_sizes, layer_sizes
from engines.graph.torch_language.arguments import given, product, tensors_in, whole

# Calls whose result has the broadcast shape of the tensors given, or that pass through it.
_BROADCASTING = frozenset(
    words(
        "+ - * / // % ** & | ^ << >> == != < <= > >= add add_ sub sub_ subtract subtract_ mul mul_"
        " multiply multiply_ div div_ divide divide_ true_divide floor_divide remainder fmod pow"
        " pow_ float_power maximum minimum fmax fmin where eq ne lt le gt ge not_equal greater"
        " greater_equal less less_equal logical_and logical_or logical_xor bitwise_and bitwise_or"
        " bitwise_xor bitwise_left_shift bitwise_right_shift lerp hypot atan2 arctan2 addcmul"
        " addcdiv masked_fill masked_fill_ masked_select masked_scatter isclose allclose copysign"
        " nextafter logaddexp logaddexp2 heaviside gcd lcm ldexp xlogy rsub dist cross vecdot"
        " complex polar pairwise_distance cosine_similarity clamp clip clamp_min clamp_max"
        " mse_loss l1_loss smooth_l1_loss huber_loss kl_div cosine_embedding_loss"
        " triplet_margin_loss margin_ranking_loss hinge_embedding_loss soft_margin_loss"
        " poisson_nll_loss gaussian_nll_loss binary_cross_entropy_with_logits"
        " normal bernoulli copy_ broadcast_tensors"
    )
)
_SHAPED = frozenset(words("zeros ones empty rand randn"))
_Rule = Callable[[list[Any], dict[str, Any]], int]


def foreseen(name: str, arguments: list[Any], named: dict[str, Any]) -> int | None:
    """Return how many entries the result has, or None when no rule here says so.

    Arguments that torch itself will refuse give None as well.
    """
    try:
        if name in _SHAPED:
            return product(arguments if arguments else [named["size"]])
        if name in _BROADCASTING and not (name == "normal" and _asks_size(arguments, named)):
            shapes = [tuple(entry.shape) for entry in tensors_in((arguments, named))]
            return math.prod(np.broadcast_shapes(*shapes)) if shapes else None
        rule = _RULES.get(name)
        return None if rule is None else rule(arguments, named)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError,
            ZeroDivisionError):  # fmt: skip
        return None


def _asks_size(arguments: list[Any], named: dict[str, Any]) -> bool:
    return "size" in named or len(arguments) > 2


def _shape(value: torch.Tensor) -> tuple[int, ...]:
    return tuple(value.shape)


def _full(arguments: list[Any], named: dict[str, Any]) -> int:
    return product([arguments[0] if arguments else given(arguments, named, 0, "size", None)])


def _one(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(next(iter([*arguments, *named.values()])))


def _normal(arguments: list[Any], named: dict[str, Any]) -> int:
    return product([given(arguments, named, 2, "size", None)])


def _arange(arguments: list[Any], named: dict[str, Any]) -> int:
    start, end, step = 0.0, 0.0, 1.0
    bounds = [float(value) for value in arguments[:3]]
    if len(bounds) == 1:
        end = bounds[0]
    else:
        start, end, step = [*bounds, start, end, step][:3] if len(bounds) > 2 else (*bounds, step)
    start, end = float(named.get("start", start)), float(named.get("end", end))
    step = float(named.get("step", step))
    return math.ceil(abs((end - start) / step)) if step else 0


def _line(arguments: list[Any], named: dict[str, Any]) -> int:
    return whole(arguments, named, 2, "steps")


def _eye(arguments: list[Any], named: dict[str, Any]) -> int:
    rows = whole(arguments, named, 0, "n")
    return rows * int(given(arguments, named, 1, "m", rows))


def _triangle(arguments: list[Any], named: dict[str, Any]) -> int:
    return 2 * whole(arguments, named, 0, "row") * whole(arguments, named, 1, "col")


def _integers(arguments: list[Any], named: dict[str, Any]) -> int:
    size = named.get("size")
    return product([size if size is not None else arguments[-1]])


def _new(arguments: list[Any], named: dict[str, Any]) -> int:
    return product(arguments[1:] or [named["size"]])


def _new_full(arguments: list[Any], named: dict[str, Any]) -> int:
    return product([given(arguments, named, 1, "size", None)])


def _repeat(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0].numel()) * product(arguments[1:] or list(named.values()))


def _expand(arguments: list[Any], named: dict[str, Any]) -> int:
    wanted = arguments[1:] or list(named.values())
    flat = wanted[0] if len(wanted) == 1 and isinstance(wanted[0], (list, tuple)) else wanted
    own: tuple[int, ...] = (1,) * (len(flat) - arguments[0].dim()) + tuple(arguments[0].shape)
    return math.prod(max(a, b) for a, b in zip(flat, own, strict=True))


def _outer(arguments: list[Any], named: dict[str, Any]) -> int:
    return math.prod(value.numel() for value in tensors_in((arguments, named)))


def _product_of_lengths(arguments: list[Any], named: dict[str, Any]) -> int:
    sizes = [value.numel() for value in tensors_in(arguments)]
    return math.prod(sizes) * len(sizes)


def _combinations(arguments: list[Any], named: dict[str, Any]) -> int:
    picked = int(given(arguments, named, 1, "r", 2))
    return int(arguments[0].numel() ** min(max(picked, 1), 64)) * max(picked, 1)


def _blocks(arguments: list[Any], named: dict[str, Any]) -> int:
    rows = columns = 0
    for value in tensors_in(arguments):
        shape = (1, 1, *value.shape)[-2:]
        rows, columns = rows + shape[0], columns + shape[1]
    return rows * columns


def _matmul(arguments: list[Any], named: dict[str, Any]) -> int:
    left, right = (_shape(value) for value in arguments[:2])
    rows = left[:-1] if len(left) > 1 else ()
    columns = right[-1:] if len(right) > 1 else ()
    batch = np.broadcast_shapes(left[:-2], right[:-2])
    result = math.prod((*batch, *rows[-1:], *columns))
    if len(left) < 3 or len(right) < 3:
        return result
    # Both are stretched to the common batch before they are multiplied.
    return max(result, math.prod((*batch, *left[-2:])), math.prod((*batch, *right[-2:])))


def _added_product(arguments: list[Any], named: dict[str, Any]) -> int:
    values = [*arguments, *(named[key] for key in ("mat1", "mat2", "batch1", "batch2")
                            if key in named)]  # fmt: skip
    return max(int(values[0].numel()), _matmul(values[1:3], {}))


def _added_outer(arguments: list[Any], named: dict[str, Any]) -> int:
    return max(int(arguments[0].numel()), _outer(arguments[1:3], {}))


def _inner(arguments: list[Any], named: dict[str, Any]) -> int:
    left, right = arguments[:2]
    return int(left.numel() // left.shape[-1] * (right.numel() // right.shape[-1]))


def _chain(arguments: list[Any], named: dict[str, Any]) -> int:
    sizes = [size for value in tensors_in(arguments) for size in value.shape]
    return max(sizes) ** 2


def _distances(arguments: list[Any], named: dict[str, Any]) -> int:
    left, right = arguments[:2]
    batch = np.broadcast_shapes(tuple(left.shape[:-2]), tuple(right.shape[:-2]))
    return math.prod(batch) * int(left.shape[-2]) * int(right.shape[-2])


def _own_pairs(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0].shape[0]) ** 2 if arguments[0].dim() else 1


def _square(arguments: list[Any], named: dict[str, Any]) -> int:
    """Return the room of a factorisation, whose full factors are as wide as the longer side."""
    shape = _shape(arguments[0])
    return math.prod(shape[:-2]) * max(shape[-2:]) ** 2


def _diagonal(arguments: list[Any], named: dict[str, Any]) -> int:
    value = arguments[0]
    shift = abs(int(given(arguments, named, 1, "diagonal", 0)))
    return int((value.numel() + shift) ** 2) if value.dim() < 2 else int(value.numel())


def _diagonal_flat(arguments: list[Any], named: dict[str, Any]) -> int:
    shift = abs(int(given(arguments, named, 1, "offset", 0)))
    return int((arguments[0].numel() + shift) ** 2)


def _diagonal_embed(arguments: list[Any], named: dict[str, Any]) -> int:
    shape = _shape(arguments[0])
    shift = abs(int(given(arguments, named, 1, "offset", 0)))
    return math.prod(shape[:-1]) * (shape[-1] + shift) ** 2


def _joined(arguments: list[Any], named: dict[str, Any]) -> int:
    return sum(int(value.numel()) for value in tensors_in((arguments, named)))


def _powers(arguments: list[Any], named: dict[str, Any]) -> int:
    count = int(arguments[0].numel())
    return count * int(given(arguments, named, 1, "N", count) or count)


def _where_true(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(arguments[0].numel() * max(arguments[0].dim(), 1))


def _bins(arguments: list[Any], named: dict[str, Any]) -> int:
    return int(given(arguments, named, 1, "bins", 100))


def _draws(arguments: list[Any], named: dict[str, Any]) -> int:
    rows = arguments[0].shape[0] if arguments[0].dim() > 1 else 1
    return int(rows * given(arguments, named, 1, "num_samples", None))


def _times(names: str, rule: _Rule) -> dict[str, _Rule]:
    return dict.fromkeys(words(names), rule)


_RULES: dict[str, _Rule] = {
    **index_sizes.RULES,
    **layer_sizes.RULES,
    **_times("linspace logspace", _line),
    **_times("randperm hann_window hamming_window", _one),
    **_times("tril_indices triu_indices", _triangle),
    **_times("new_zeros new_ones new_empty", _new),
    **_times("repeat tile", _repeat),
    **_times("expand broadcast_to", _expand),
    **_times("outer ger kron meshgrid", _outer),
    **_times("matmul @ mm bmm mv dot vdot", _matmul),
    **_times("addmm addmm_ addmv baddbmm baddbmm_ addbmm", _added_product),
    **_times("chain_matmul multi_dot", _chain),
    **_times("corrcoef cov pdist", _own_pairs),
    **_times("svd qr pinverse pinv lstsq eig eigh lu matrix_exp orthogonal_", _square),
    **_times("cat concat concatenate stack hstack vstack dstack column_stack row_stack", _joined),
    **_times("nonzero argwhere", _where_true),
    "full": _full,
    "arange": _arange,
    "eye": _eye,
    "randint": _integers,
    "normal": _normal,
    "new_full": _new_full,
    "cartesian_prod": _product_of_lengths,
    "combinations": _combinations,
    "block_diag": _blocks,
    "addr": _added_outer,
    "inner": _inner,
    "cdist": _distances,
    "diag": _diagonal,
    "diagflat": _diagonal_flat,
    "diag_embed": _diagonal_embed,
    "vander": _powers,
    "histc": _bins,
    "multinomial": _draws,
}
