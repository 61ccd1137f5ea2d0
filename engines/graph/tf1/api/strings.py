"""tf functions of text: tensors of bytes joined, cut, searched, read as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.graph.errors import failure
from engines.graph.limits import MAX_WIDTH, CapReached
from engines.graph.tf1 import dtypes as dt
from engines.graph.tf1.build import add_node, call_op, convert
from engines.graph.tf1.contexts import name_scope
from engines.graph.tf1.convert import needs_dtype
from engines.graph.tf1.exports import export
from engines.graph.tf1.graph import SymbolicTensor
from engines.graph.tf1.sparse import SparseTensor


@export("string_join", "strings.join")
def string_join(inputs: Any, separator: Any = "", name: Any = None) -> Any:
    """Return texts joined entry by entry."""
    with name_scope(name, "StringJoin") as scope:
        parts = tuple(convert(entry, None, f"inputs_{i}") for i, entry in enumerate(inputs))
        kinds = [part.dtype.base.name for part in parts]
        if any(kind != "string" for kind in kinds):
            raise failure(
                "TypeError",
                f"Tensors in list passed to 'inputs' of 'StringJoin' Op have types"
                f" [{', '.join(kinds)}] that do not match expected type string.",
            )
        return add_node("StringJoin", scope, parts, separator=str(separator)).outputs[0]


@export("as_string", "strings.as_string", "dtypes.as_string")
def as_string(
    input: Any,  # noqa: A002
    precision: Any = -1,
    scientific: Any = False,
    shortest: Any = False,
    width: Any = -1,
    fill: Any = "",
    name: Any = None,
) -> Any:
    """Return numbers as their decimal text."""
    if max(int(precision), int(width)) > MAX_WIDTH:
        raise CapReached("as_string", f"a field of more than {MAX_WIDTH} characters is too wide")
    if fill not in ("", " ", "0", "+", "-"):
        raise CapReached("fill=", f"`fill={fill!r}` is not supported")
    return call_op(
        "AsString", name, input, precision=int(precision), scientific=bool(scientific),
        shortest=bool(shortest), width=int(width), fill=fill,
    )  # fmt: skip


@export("string_to_number", "strings.to_number")
def string_to_number(string_tensor: Any = None, out_type: Any = dt.FLOAT32, name: Any = None,
                     input: Any = None) -> Any:  # noqa: A002  # fmt: skip
    """Return the numbers that texts spell."""
    value = input if string_tensor is None else string_tensor
    return call_op("StringToNumber", name, value, out_type=needs_dtype(out_type) or dt.FLOAT32)


@export("strings.length", "string_length")
def string_length(input: Any, name: Any = None, unit: Any = "BYTE") -> Any:  # noqa: A002
    """Return the number of bytes or characters of each text."""
    return call_op("StringLength", name, input, unit=unit)


@export("substr", "strings.substr")
def substr(input: Any, pos: Any, len: Any, name: Any = None,  # noqa: A002
           unit: Any = "BYTE") -> Any:  # fmt: skip
    """Return a part of each text."""
    return call_op("Substr", name, input, pos, len, unit=unit)


def _plain(label: str, kind: str, *names: str) -> None:
    def change(input: Any, encoding: Any = "", name: Any = None) -> Any:  # noqa: A002
        if encoding not in ("", "utf-8"):
            raise CapReached("encoding=", f"`encoding={encoding!r}` is not supported")
        return call_op(kind, name, input)

    change.__name__ = label
    export(*names)(change)


_plain("string_lower", "StringLower", "strings.lower")
_plain("string_upper", "StringUpper", "strings.upper")


@export("string_strip", "strings.strip")
def string_strip(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return texts without the white space at their ends."""
    return call_op("StringStrip", name, input)


@export("encode_base64", "io.encode_base64")
def encode_base64(input: Any, pad: Any = False, name: Any = None) -> Any:  # noqa: A002
    """Return texts in web-safe base64 without padding."""
    if pad:
        raise CapReached("pad=", "`pad=True` is not supported")
    return call_op("EncodeBase64", name, input)


@export("decode_base64", "io.decode_base64")
def decode_base64(input: Any, name: Any = None) -> Any:  # noqa: A002
    """Return what web-safe base64 texts encode."""
    return call_op("DecodeBase64", name, input)


@export("regex_replace", "strings.regex_replace")
def regex_replace(input: Any, pattern: Any, rewrite: Any, replace_global: Any = True,  # noqa: A002
                  name: Any = None) -> Any:  # fmt: skip
    """Return texts with what matches `pattern` rewritten."""
    return call_op(
        "StaticRegexReplace", name, input, pattern=_text(pattern), rewrite=_text(rewrite),
        replace_global=bool(replace_global),
    )  # fmt: skip


@export("strings.regex_full_match")
def regex_full_match(input: Any, pattern: Any, name: Any = None) -> Any:  # noqa: A002
    """Return whether whole texts match `pattern`."""
    return call_op("StaticRegexFullMatch", name, input, pattern=_text(pattern))


def _text(value: Any) -> str:
    if isinstance(value, SymbolicTensor):
        raise CapReached("regex", "a pattern that is a tensor is not supported; write the text")
    return value.decode() if isinstance(value, bytes) else str(value)


@export("reduce_join", "strings.reduce_join")
def reduce_join(inputs: Any, axis: Any = None, keep_dims: Any = None, separator: Any = "",
                name: Any = None, reduction_indices: Any = None,
                keepdims: Any = None) -> Any:  # fmt: skip
    """Return texts joined along axes."""
    with name_scope(name, "ReduceJoin"):
        value = convert(inputs, dt.STRING, "inputs")
        axis = reduction_indices if axis is None else axis
        if axis is None:
            if value.shape is None:
                raise CapReached("reduce_join", "an input of unknown rank is not supported")
            axis = np.arange(len(value.shape) - 1, -1, -1, dtype=np.int32)
        return call_op("ReduceJoin", name, value, axis, separator=str(separator),
                       keep_dims=bool(keep_dims or keepdims))  # fmt: skip


@export("string_split")
def string_split(source: Any = None, sep: Any = None, skip_empty: Any = True,
                 delimiter: Any = " ", result_type: Any = "SparseTensor",
                 name: Any = None) -> Any:  # fmt: skip
    """Return the parts of texts between delimiters, as a sparse matrix of texts."""
    _sparse_only(result_type)
    with name_scope(name, "StringSplit"):
        value = convert(source, dt.STRING, "source")
        parts = call_op("StringSplit", None, value, delimiter if sep is None else sep,
                        skip_empty=bool(skip_empty))  # fmt: skip
        return SparseTensor(*parts)


@export("strings.split")
def strings_split(input: Any = None, sep: Any = None, maxsplit: Any = -1,  # noqa: A002
                  result_type: Any = "SparseTensor", source: Any = None,
                  name: Any = None) -> Any:  # fmt: skip
    """Return the words of texts, or their parts between separators, as a sparse matrix."""
    _sparse_only(result_type)
    with name_scope(name, "StringSplit"):
        value = convert(source if input is None else input, dt.STRING, "input")
        if value.shape is not None and len(value.shape) == 0:
            value = convert([value])
        parts = call_op("StringSplitV2", None, value, "" if sep is None else sep,
                        maxsplit=int(maxsplit))  # fmt: skip
        return SparseTensor(*parts)


def _sparse_only(result_type: Any) -> None:
    if result_type != "SparseTensor":
        raise CapReached("result_type=", 'only `result_type="SparseTensor"` is supported')


@export("string_to_hash_bucket_fast", "strings.to_hash_bucket_fast")
def to_hash_bucket_fast(input: Any, num_buckets: Any, name: Any = None) -> Any:  # noqa: A002
    """Return a bucket for each text."""
    return call_op("StringToHashBucketFast", name, input, num_buckets=int(num_buckets))
