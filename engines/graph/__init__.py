"""Snippets read and run without executing anybody's Python: TensorFlow-1 graphs and PyTorch.

Importing this package loads the standard library only; torch comes with the first run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engines.graph.result import SnippetError, SnippetRefused, SnippetResult, SnippetStep

if TYPE_CHECKING:
    from engines.values.value import Value

__all__ = [
    "SnippetError",
    "SnippetRefused",
    "SnippetResult",
    "SnippetStep",
    "evaluate_expression",
    "run_snippet",
]

Language = Literal["tf1", "torch"]


def run_snippet(source: str, language: Language, *, numpy: Literal[1, 2] = 2) -> SnippetResult:
    """Return what `source` prints and which error ends it.

    `numpy` says how scalars inside containers print: 2 shows `np.float32(7.0)`, 1 shows `7.0`.
    Raises SnippetRefused for whatever lies outside the allow-list or over a cap.
    """
    from engines.graph.entry import run

    return run(source, language, numpy)


def evaluate_expression(source: str) -> Value:
    """Return the value of one torch expression: tensors as nested tuples, scalars as numbers.

    The names `torch`, `F` (torch.nn.functional), `nn` and `math` are known. Raises SnippetRefused
    as `run_snippet` does, and ValueError when the expression fails or has no such value.
    """
    from engines.graph.entry import evaluate

    value: Value = evaluate(source)
    return value
