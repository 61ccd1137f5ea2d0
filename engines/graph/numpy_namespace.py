"""The `np` module of snippets: allow-listed functions of numpy with their result sizes bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engines.graph.errors import failure, from_python
from engines.graph.host import NDARRAY, as_shape, dtype_argument, numpy_call, refuse_texts
from engines.graph.limits import MAX_ELEMENTS, CapReached, check_elements, check_shape
from engines.graph.numpy_random import RANDOM
from engines.graph.scope import Builtin, Namespace, TypeValue, current_run
from engines.graph.show import check_spec, show, weigh
from engines.graph.syntax import words

# Functions whose result is never larger than their arguments together.
_SHRINKING = words(
    "sum mean max min amax amin argmax argmin prod median std var all any exp log log2 log10 log1p"
    " sqrt abs absolute square sign tanh sin cos tan floor ceil rint round around clip isnan isinf"
    " isfinite cumsum cumprod transpose reshape ravel squeeze expand_dims concatenate stack vstack"
    " hstack unique sort argsort zeros_like ones_like diff nonzero count_nonzero flip roll trace"
    " logical_not negative reciprocal atleast_1d atleast_2d shape ndim size swapaxes array_equal"
    " allclose isclose diagonal nan_to_num argwhere split array_split cbrt sinh cosh arcsin"
    " arccos arctan exp2 deg2rad rad2deg degrees radians trunc fix nansum nanmean nanmax nanmin"
    " nanargmax nanstd ptp average append insert delete column_stack dstack"
    " fliplr flipud rot90 tril triu moveaxis rollaxis copy flatnonzero isscalar searchsorted"
    " digitize interp array_equiv invert real imag conj angle iscomplex"
    " isreal hsplit vsplit atleast_3d"
)
# Elementwise functions of two arguments: bounded by the broadcast shape.
_PAIRWISE = words(
    "add subtract multiply divide true_divide floor_divide mod power maximum minimum equal"
    " not_equal greater greater_equal less less_equal logical_and logical_or logical_xor hypot"
    " remainder fmod arctan2 logaddexp bitwise_and bitwise_or bitwise_xor"
)
_KINDS = words("generic number integer signedinteger unsignedinteger floating")
# What arrays of bytes may be given to; the rest is for numbers.
_OF_TEXTS = frozenset(words("shape size ndim array_equal equal not_equal argsort array asarray"))
_SHAPED = {"zeros": 0, "ones": 0, "full": 0, "empty": 0}
_DTYPES = words("float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_")


def _guarded(name: str, check: Callable[..., None] | None = None) -> Builtin:
    function = getattr(np, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        if "out" in named:
            raise CapReached("out=", "`out=` is not supported")
        for argument in arguments:
            weigh(argument)
        _refuse_symbolic(arguments)
        if name not in _OF_TEXTS:
            refuse_texts(name, *arguments)
        if check is not None:
            check(*arguments, **named)
        given = [dtype_argument(argument) for argument in arguments]
        return _plain(
            numpy_call(
                function, *given, **{key: dtype_argument(value) for key, value in named.items()}
            )
        )

    return Builtin(name, compute)


def _refuse_symbolic(values: Any) -> None:
    """Raise TensorFlow's error when a tensor of a graph, which has no value, is among `values`."""
    pending = [values]
    while pending:
        value = pending.pop()
        if isinstance(value, (list, tuple)):
            pending.extend(reversed(value))
        elif hasattr(value, "op") and hasattr(value, "name"):
            raise failure(
                "NotImplementedError",
                f"Cannot convert a symbolic tf.Tensor ({value.name}) to a numpy array. This error"
                " may indicate that you're trying to pass a Tensor to a NumPy call, which is not"
                " supported.",
            )


def _plain(result: Any) -> Any:
    """Return `result`. Raises CapReached for arrays of objects, which are no data."""
    if isinstance(result, np.ndarray) and result.dtype == object:
        raise CapReached("np.array", "arrays of objects are not supported")
    return result


def _check_texts(entries: Any = (), *rest: Any, **named: Any) -> None:
    """Bound an array of strings, whose every entry takes the room of the longest."""
    longest = count = 0
    pending = [entries]
    while pending:
        entry = pending.pop()
        if isinstance(entry, (list, tuple)):
            pending.extend(entry)
        elif isinstance(entry, (str, bytes)):
            longest, count = max(longest, len(entry)), count + 1
    check_elements(longest * count, "array")


def _check_shaped(shape: Any = (), *rest: Any, **named: Any) -> None:
    check_shape(as_shape(named.get("shape", shape)), "array")


def _check_pair(left: Any = (), right: Any = (), *rest: Any, **named: Any) -> None:
    size = int(np.size(np.asarray(left))) * int(np.size(np.asarray(right)))
    if size > MAX_ELEMENTS:
        try:
            check_shape(tuple(np.broadcast_shapes(np.shape(left), np.shape(right))), "array")
        except ValueError:
            return


def _check_product(left: Any = (), right: Any = (), *rest: Any, **named: Any) -> None:
    count = int(np.size(np.asarray(left))) * int(np.size(np.asarray(right)))
    current_run().budget.spend(min(count // 256, 10**9))
    check_elements(count // 64, "array")


def _check_outer(left: Any = (), right: Any = (), *rest: Any, **named: Any) -> None:
    right = named.get("q", right)
    check_elements(int(np.size(np.asarray(left))) * int(np.size(np.asarray(right))), "array")


def _check_times(array: Any = (), times: Any = 1, *rest: Any, **named: Any) -> None:
    repeats = np.asarray(named.get("repeats", named.get("reps", times)), dtype=object).ravel()
    total = max(int(np.size(np.asarray(array))), 1)
    for count in repeats:
        total *= max(int(count), 1)
    check_elements(total, "array")


def _check_cube(matrix: Any = (), *rest: Any, **named: Any) -> None:
    rows = max(np.shape(np.asarray(matrix)) or (1,))
    current_run().budget.spend(rows**3 // 4096)


def _linear(name: str) -> Builtin:
    function = getattr(np.linalg, name)

    def compute(*arguments: Any, **named: Any) -> Any:
        for argument in arguments:
            weigh(argument)
        _refuse_symbolic(arguments)
        _check_cube(*arguments)
        return _plain(numpy_call(function, *arguments, **named))

    return Builtin(name, compute)


def _dtype(kind: Any) -> Any:
    found = numpy_call(np.dtype, dtype_argument(kind))
    if found.kind not in "biufc":
        raise CapReached("np.dtype", "only types of numbers and bools are supported")
    return found


def _text(name: str) -> Builtin:
    function = getattr(np, name)

    def shown(array: Any, **named: Any) -> Any:
        weigh(array)
        for option, value in named.items():
            if option not in ("precision", "suppress_small", "separator", "sign", "floatmode"):
                raise CapReached(f"{option}=", f"`{option}=` of {name} is not supported")
            check_spec(str(value) if isinstance(value, int) else "")
            if isinstance(value, str) and len(value) > 20:
                raise CapReached(f"{option}=", f"`{option}=` of {name} is too long")
        return show(numpy_call(function, array, **named))

    return Builtin(name, shown)


def _broadcast(array: Any, shape: Any) -> Any:
    check_shape(as_shape(shape), "array")
    return _plain(numpy_call(np.broadcast_to, array, shape))


def _mesh(*axes: Any, **named: Any) -> list[Any]:
    size = 1
    for axis in axes:
        size *= max(int(np.size(np.asarray(axis))), 1)
    check_elements(size * max(len(axes), 1), "array")
    return list(numpy_call(np.meshgrid, *axes, **named))


def _diagonal(array: Any, k: Any = 0) -> Any:
    size = int(np.size(np.asarray(array))) + abs(int(k))
    if np.ndim(array) < 2:
        check_shape((size, size), "array")
    return _plain(numpy_call(np.diag, array, k))


def _counts(array: Any, weights: Any = None, minlength: Any = 0) -> Any:
    values = np.asarray(array)
    top = int(values.max()) if values.size and values.dtype.kind in "iu" else 0
    check_elements(max(top + 1, int(minlength)), "array")
    return _plain(numpy_call(np.bincount, array, weights, minlength))


def _check_square(rows: Any = 1, columns: Any = None, *rest: Any, **named: Any) -> None:
    check_shape(as_shape((rows, rows if columns is None else columns)), "array")


def _check_range(*bounds: Any, **named: Any) -> None:
    numbers = [float(bound) for bound in bounds[:3] if isinstance(bound, (int, float, np.generic))]
    start, stop = (0.0, numbers[0]) if len(numbers) == 1 else tuple(numbers[:2]) or (0.0, 0.0)
    step = numbers[2] if len(numbers) > 2 else float(named.get("step", 1))
    if step:
        check_elements(int(min(abs((stop - start) / step), 1e18)), "array")


def _check_line(start: Any = 0, stop: Any = 0, num: Any = 50, *rest: Any, **named: Any) -> None:
    check_elements(int(named.get("num", num)), "array")


def _where(condition: Any, *choices: Any) -> Any:
    if choices:
        shapes = [np.shape(part) for part in (condition, *choices)]
        try:
            check_shape(tuple(np.broadcast_shapes(*shapes)), "array")
        except ValueError as problem:
            raise failure("ValueError", str(problem)) from None
    return _plain(numpy_call(np.where, condition, *choices))


def _set_print_options(**named: Any) -> None:
    allowed = {"precision", "suppress", "linewidth", "threshold", "edgeitems", "sign"}
    for name in named:
        if name not in allowed:
            raise CapReached(name, f"`{name}=` of set_printoptions is not supported")
    numpy_call(np.set_printoptions, **named)


def _absent_in_numpy(name: str) -> None:
    try:
        getattr(np, name)
    except AttributeError as problem:
        raise from_python(problem) from None


NUMPY = Namespace(
    "numpy",
    {
        **{name: _guarded(name) for name in _SHRINKING},
        **{name: _guarded(name, _check_texts) for name in ("array", "asarray")},
        **{name: _guarded(name, _check_pair) for name in _PAIRWISE},
        **{name: _guarded(name, _check_shaped) for name in _SHAPED},
        **{name: _guarded(name, _check_product) for name in ("dot", "matmul", "outer", "inner")},
        **{name: _guarded(name, _check_times) for name in ("tile", "repeat")},
        **{name: _guarded(name, _check_square) for name in ("eye", "identity")},
        **{name: getattr(np, name) for name in _DTYPES},
        "full_like": _guarded("full_like"),
        "arange": _guarded("arange", _check_range),
        "linspace": _guarded("linspace", _check_line),
        "where": Builtin("where", _where),
        "set_printoptions": Builtin("set_printoptions", _set_print_options),
        "ndarray": NDARRAY,
        **{name: _guarded(name, _check_outer) for name in ("percentile", "quantile")},
        **{name: TypeValue(name, "numpy", (getattr(np, name),)) for name in _KINDS},
        **{name: _text(name) for name in ("array2string", "array_str", "array_repr")},
        "bool": np.bool_,
        "dtype": Builtin("dtype", _dtype),
        "broadcast_to": Builtin("broadcast_to", _broadcast),
        "meshgrid": Builtin("meshgrid", _mesh),
        "diag": Builtin("diag", _diagonal),
        "bincount": Builtin("bincount", _counts),
        "newaxis": None,
        "pi": np.pi,
        "e": np.e,
        "inf": np.inf,
        "nan": np.nan,
        "linalg": Namespace(
            "numpy.linalg",
            {name: _linear(name) for name in words(
                "norm inv det solve pinv eigvals eigvalsh matrix_rank cholesky")},
        ),
        "random": RANDOM,
    },
    _absent_in_numpy,
)  # fmt: skip
