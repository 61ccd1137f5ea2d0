"""`quizapp snippet`: what a TensorFlow-1 or PyTorch program prints, without executing it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from quizapp.cli.output import echo_json
from quizapp.diagnostics import ExitCode, note
from quizapp.errors import EnvironmentProblem, UsageError
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from engines.protocol import SnippetResult

_MOST_BYTES = 64 * 1024
_TORCH = re.compile(r"^\s*(?:import|from)\s+torch\b", re.MULTILINE)


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--language",
    type=click.Choice(["tf1", "torch"]),
    help="Without it the imports decide: torch where torch is imported, else tf1.",
)
@click.option(
    "--numpy",
    type=click.Choice(["1", "2"]),
    default="2",
    show_default=True,
    help="How numpy scalars inside lists print: np.float32(7.0) or 7.0.",
)
@click.option("--picture", is_flag=True, help="Draw the graph with the values of its runs.")
@click.option("--steps", is_flag=True, help="Say what happened line by line, node by node.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def snippet(
    file: str,
    language: Literal["tf1", "torch"] | None,
    numpy: str,
    picture: bool,
    steps: bool,
    as_json: bool,
) -> ExitCode:
    """Say what a program prints, or the error that ends it and its line.

    The program is read and interpreted over a list of what is allowed; nothing is executed as
    Python, and no file or network can be reached. TensorFlow is not needed.

    Exit codes: 0 it ran to its end, 1 it raised, 2 it cannot be read or uses what is not
    supported, 3 the engine could not run it.

    With --json: {"stdout", "error": {"type", "message", "line"} or null, "graph": {"nodes":
    [{"graph", "name", "op", "line", "inputs", "controls", "outputs": [{"name", "dtype", "shape"}],
    "bound", "constant"}], "runs": [{"graph", "line", "fetched", "fed", "values": [[name, text]]}]}
    or null, "steps": [[line, node, text]]}.

    \b
    quizapp snippet graph.py --picture
    echo 'import torch; print(torch.ones(2) + 1)' | quizapp snippet - --json
    """
    from engines.protocol import SnippetRefused
    from quizapp.engine_client import EngineClient, EngineFailure

    source = _source(file)
    spoken = language or ("torch" if _TORCH.search(source) else "tf1")
    wanted: Any = int(numpy)
    with EngineClient(device="cpu") as client:
        try:
            result = client.snippet(source, spoken, numpy=wanted).result()
        except SnippetRefused as refused:
            name = "stdin" if file == "-" else file
            raise UsageError(f"{name}: {refused}.") from refused
        except EngineFailure as failure:
            raise EnvironmentProblem(failure.text, hint=failure.hint) from failure
    if as_json:
        echo_json(result.to_json())
    else:
        _tell(result)
        if steps:
            for step in result.steps:
                click.echo(clean(f"line {step.line}  {step.node}  {step.text}"))
        if picture:
            drawn = result.graph.as_text() if result.graph else "There is no graph to draw."
            click.echo(clean(drawn))
    return ExitCode.FINDINGS if result.error else ExitCode.OK


def _tell(result: SnippetResult) -> None:
    """Write the output as it is; to a terminal without what would steer it. The error follows."""
    shown = clean(result.stdout) if sys.stdout.isatty() else result.stdout
    click.echo(shown, nl=False)
    if result.error is not None:
        sys.stdout.flush()
        error = result.error
        note(f"line {error.line}: {error.type}: {error.message}")


def _source(file: str) -> str:
    """Return the program's text. Raises UsageError."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(_MOST_BYTES)
        else:
            path = Path(file)
            if not path.is_file():
                raise UsageError(f"There is no file {clean(file, lines=False)}.")
            with path.open("rb") as opened:
                data = opened.read(_MOST_BYTES)
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as problem:
        raise UsageError(
            f"{clean(file, lines=False)} cannot be read: {problem.strerror}."
        ) from problem
    except UnicodeDecodeError as problem:
        raise UsageError(f"{clean(file, lines=False)} is not UTF-8 text.") from problem
