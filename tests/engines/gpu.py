"""The mark of a test that needs a GPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
import torch

Test = TypeVar("Test", bound=Callable[..., object])

_MARKS = (
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU that PyTorch can use"),
    # Both are PyTorch's notes to itself: the first backward pass of a process that begins in
    # cuBLAS, and a home without a folder for compiled kernels.
    pytest.mark.filterwarnings("ignore:Attempting to run cuBLAS"),
    pytest.mark.filterwarnings("ignore:Specified kernel cache directory"),
)


def on_the_gpu(test: Test) -> Test:
    """Run the test where PyTorch sees a GPU, and leave it out elsewhere."""
    for mark in _MARKS:
        test = mark(test)
    return test
