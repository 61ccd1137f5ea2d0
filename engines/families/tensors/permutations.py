"""Orders of dimensions: what permute takes, what undoes it, and what is no order."""

from __future__ import annotations

from engines.families.tensors.sizes import MAX_RANK, Sizes, shape_param, told

OLD_SHAPE = shape_param("shape", "shape of x", (2, MAX_RANK))


def taken(sizes: Sizes, dims: Sizes) -> Sizes:
    """Return the entries in the order that permute gives them."""
    return tuple(sizes[dim] for dim in dims)


def inverse(dims: Sizes) -> Sizes:
    """Return the order that undoes this one."""
    return tuple(sorted(range(len(dims)), key=dims.__getitem__))


def bad_order(dims: Sizes, rank: int) -> str | None:
    """Return why these are not the dimensions in some order, or None."""
    if sorted(dims) == list(range(rank)):
        return None
    return f"{told(dims)} does not name each of the {rank} dimensions once"
