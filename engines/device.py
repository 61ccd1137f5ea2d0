"""Which device runs the proofs. The only module that asks torch about hardware."""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any, Literal

Choice = Literal["auto", "cpu", "cuda"]


class NoSuchDevice(RuntimeError):
    """CUDA was asked for by name and this machine or this PyTorch has none."""


def best(torch: ModuleType, wanted: Choice = "auto") -> str:
    """Return ``cuda:0`` or ``cpu``. Makes no CUDA context. Raises NoSuchDevice."""
    if wanted == "cpu":
        return "cpu"
    if _cuda_answers(torch):
        return "cuda:0"
    if wanted == "cuda":
        raise NoSuchDevice(
            "PyTorch was built without CUDA"
            if torch.version.cuda is None
            else "no NVIDIA driver answers"
        )
    return "cpu"


def name_of(torch: ModuleType, device: str) -> str:
    """Return what the maker calls the device; empty for the CPU."""
    if not device.startswith("cuda"):
        return ""
    return str(torch.cuda.get_device_name(device))


def exact_float32(torch: ModuleType) -> None:
    """Switch TF32 off, so that float32 on a GPU means float32."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False


def holds_context(torch: ModuleType) -> bool:
    """Return whether this process holds a CUDA context."""
    return bool(torch.cuda.is_initialized())


def is_out_of_memory(torch: ModuleType, error: BaseException) -> bool:
    """Return whether the error says that the GPU has no memory left."""
    kind: Any = getattr(torch, "OutOfMemoryError", torch.cuda.OutOfMemoryError)
    return isinstance(error, kind)


def _cuda_answers(torch: ModuleType) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bool(torch.cuda.is_available())
