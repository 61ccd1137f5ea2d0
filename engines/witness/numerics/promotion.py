"""The dtype of a result, by tensors of the dtypes named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from engines.families.given import word
from engines.family import Params
from engines.witness.proof import Proof, Seen

_PYTHON = {"the Python number 2": 2, "the Python number 1.5": 1.5}


@contextmanager
def _default_float32(torch: ModuleType) -> Iterator[None]:
    """The questions name the default dtype; the process may have been given another."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _bare(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")


def _ones(torch: ModuleType, name: str, shape: tuple[int, ...], device: str) -> Any:
    return torch.ones(shape, dtype=getattr(torch, name), device=device)


def _second(text: str, torch: ModuleType, device: str) -> tuple[Any, str]:
    """Return the second operand and how it would be written."""
    if text in _PYTHON:
        return _PYTHON[text], str(_PYTHON[text])
    name = text.split()[-1]
    shape = (3,) if "(3,)" in text else ()
    return _ones(torch, name, shape, device), f"ones({'3' if shape else '()'}, dtype={name})"


def _promoted(params: Params, torch: ModuleType, device: str) -> Seen:
    name = word(params, "a")
    with _default_float32(torch):
        other, written = _second(word(params, "b"), torch, device)
        result = _ones(torch, name, (3,), device) * other
    return Seen(_bare(result.dtype), f"(ones(3, dtype={name}) * {written}).dtype")


def _divided(params: Params, torch: ModuleType, device: str) -> Seen:
    one, other = word(params, "a"), word(params, "b")
    sign = word(params, "op")
    with _default_float32(torch):
        a, b = (_ones(torch, name, (3,), device) for name in (one, other))
        result = a / b if sign == "/" else a // b
    return Seen(_bare(result.dtype), f"(ones(3, dtype={one}) {sign} ones(3, dtype={other})).dtype")


PROOFS = {"type_promotion.dtype": Proof(_promoted), "division.dtype": Proof(_divided)}
