"""Results with named parts, as TensorFlow's ops with several outputs return them."""

from __future__ import annotations

from typing import Any, NamedTuple


class TopKV2(NamedTuple):
    """What `tf.nn.top_k` returns."""

    values: Any
    indices: Any


class Unique(NamedTuple):
    """What `tf.unique` returns."""

    y: Any
    idx: Any


class UniqueWithCounts(NamedTuple):
    """What `tf.unique_with_counts` returns."""

    y: Any
    idx: Any
    count: Any


class ListDiff(NamedTuple):
    """What `tf.setdiff1d` returns."""

    out: Any
    idx: Any


class SparseTensorValue(NamedTuple):
    """What a run returns for a sparse tensor."""

    indices: Any
    values: Any
    dense_shape: Any


class IndexedSlicesValue(NamedTuple):
    """What a run returns for indexed slices."""

    values: Any
    indices: Any
    dense_shape: Any


class LSTMStateTuple(NamedTuple):
    """The state of a long short-term memory."""

    c: Any
    h: Any


class Qr(NamedTuple):
    """What `tf.qr` returns."""

    q: Any
    r: Any


class LogMatrixDeterminant(NamedTuple):
    """What `tf.linalg.slogdet` returns."""

    sign: Any
    log_abs_determinant: Any


ROWS: tuple[Any, ...] = (
    TopKV2, Unique, UniqueWithCounts, ListDiff, SparseTensorValue, IndexedSlicesValue,
    LSTMStateTuple, Qr, LogMatrixDeterminant,
)  # fmt: skip
