"""What real Python makes of a PyTorch program, and what the interpreter does."""

from __future__ import annotations

import contextlib
import io
import traceback
import warnings

import torch

from engines.graph import run_snippet

Ending = tuple[str, str | None, str, int]


def by_python(source: str) -> Ending:
    """What real Python prints, and the class, first line and place of the error that ends it."""
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        torch.random.fork_rng(devices=[]),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, "<snippet>", "exec"), {"__name__": "__main__"})
        except Exception as problem:
            frames = traceback.extract_tb(problem.__traceback__)
            line = [frame.lineno for frame in frames if frame.filename == "<snippet>"][-1] or 0
            first = str(problem).split("\n", 1)[0]
            return out.getvalue(), type(problem).__name__, first, line
        finally:
            torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
            torch.set_default_dtype(torch.float32)
    return out.getvalue(), None, "", 0


def by_interpreter(source: str) -> Ending:
    """The same of the interpreter."""
    result = run_snippet(source, "torch")
    error = result.error
    if error is None:
        return result.stdout, None, "", 0
    return result.stdout, error.type, error.first_line, error.line
