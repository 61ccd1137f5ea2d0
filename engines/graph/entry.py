"""Runs a checked snippet to its end and turns every ending into a result or a refusal."""

from __future__ import annotations

import math
import warnings
from typing import Any, Literal

import numpy as np
import torch

from engines.graph.errors import Raised
from engines.graph.expressions import evaluate as evaluate_node
from engines.graph.limits import CapReached
from engines.graph.result import SnippetError, SnippetRefused, SnippetResult
from engines.graph.scope import Language, Run, Scope, end_run, start_run
from engines.graph.statements import perform
from engines.graph.syntax import SyntaxProblem, parse_expression, parse_snippet


def _language(name: str) -> Language:
    if name == "tf1":
        from engines.graph.tf1.language import TensorFlow1

        return TensorFlow1()
    if name == "torch":
        from engines.graph.torch_language.language import Torch

        return Torch()
    raise ValueError(f"unknown snippet language {name!r}: tf1 or torch")


def run(source: str, language: str, numpy: Literal[1, 2] = 2) -> SnippetResult:
    """Return what a snippet prints and the error that ends it; see `engines.graph.run_snippet`."""
    spoken = _language(language)
    try:
        tree = parse_snippet(source)
    except SyntaxProblem as problem:
        return SnippetResult("", problem.error)
    state = Run(spoken)
    error: SnippetError | None = None
    token = start_run(state)
    try:
        # What a snippet sets for the process (seeds, print options, grad mode) ends with it.
        with (
            np.printoptions(legacy="1.25" if numpy == 1 else False),
            torch.random.fork_rng(devices=[]),
            torch.enable_grad(),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            perform(state, tree.body, Scope())
            graph = spoken.picture()
    except Raised as raised:
        problem_value = raised.error
        error = SnippetError(problem_value.kind.name, problem_value.message, state.line)
        graph = spoken.picture()
    except CapReached as cap:
        raise SnippetRefused(state.line, state.column, cap.name, None, cap.reason) from None
    except RecursionError:
        raise SnippetRefused(
            state.line, state.column, "nesting", None, "the snippet nests too deeply"
        ) from None
    except _UNFORESEEN as problem:
        raise _unforeseen(state, problem) from problem
    finally:
        _restore(state)
        end_run(token)
    return SnippetResult("".join(state.output), error, tuple(state.steps), graph)


def _restore(state: Run) -> None:
    """Undo what the snippet set for the whole process, the latest first."""
    for undo in reversed(state.state.get("undo", [])):
        undo()


# Operators meet values that no rule foresaw: then no answer is better than a guessed one.
_UNFORESEEN = (TypeError, ValueError, AttributeError, LookupError, RuntimeError, AssertionError)


def _unforeseen(state: Run, problem: Exception) -> SnippetRefused:
    kind = type(problem).__name__
    return SnippetRefused(
        state.line, state.column, kind, None, f"values of this kind are not supported ({problem})"
    )


def evaluate(source: str) -> Any:
    """Return the value of one torch expression; see `engines.graph.evaluate_expression`."""
    from engines.graph.torch_language.language import Torch
    from engines.graph.torch_language.namespace import GLOBALS

    try:
        tree = parse_expression(source)
    except SyntaxProblem as problem:
        raise ValueError(f"{problem.error.type}: {problem.error.message}") from None
    state = Run(Torch())
    scope = Scope()
    scope.names.update(GLOBALS)
    token = start_run(state)
    try:
        with torch.random.fork_rng(devices=[]), torch.enable_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _as_value(evaluate_node(state, tree.body, scope))
    except Raised as raised:
        problem_value = raised.error
        raise ValueError(f"{problem_value.kind.name}: {problem_value.message}") from None
    except CapReached as cap:
        raise SnippetRefused(state.line, state.column, cap.name, None, cap.reason) from None
    except RecursionError:
        raise SnippetRefused(1, 1, "nesting", None, "the expression nests too deeply") from None
    finally:
        _restore(state)
        end_run(token)


def _as_value(value: Any) -> Any:
    """Return a plain value: nested tuples of bool, int, float; text; raises ValueError else."""
    if isinstance(value, torch.Tensor):
        return _as_value(value.detach().tolist())
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if not math.isnan(value) else math.nan
    if isinstance(value, (list, tuple)):
        return tuple(_as_value(entry) for entry in value)
    raise ValueError(f"the expression gives a {type(value).__name__}, which is no value")
