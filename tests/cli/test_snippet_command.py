"""`quizapp snippet`: what it prints, where an error goes, what it refuses, its JSON form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest

from engines.graph.result import SnippetResult
from quizapp.cli import main
from quizapp.diagnostics import ExitCode
from quizapp.engine_client import EngineClient, EngineFailure

Run = Callable[..., tuple[int, str, str]]

GRAPH = (
    "import tensorflow as tf\n"
    "a = tf.constant(3)\n"
    "b = a * 2\n"
    "with tf.Session() as sess:\n"
    "    print([sess.run(b)])\n"
)


@pytest.fixture(scope="module")
def started() -> Iterator[EngineClient]:
    """One worker for all programs but that of `test_file_is_read`: to start one takes seconds."""
    with EngineClient(device="cpu") as client:
        yield client


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    started: EngineClient,
) -> Run:
    """Return a function that gives a program to the command: exit code, stdout, stderr."""
    monkeypatch.setattr(EngineClient, "snippet", partial(EngineClient.snippet, started))

    def command(source: str | bytes, *words: str) -> tuple[int, str, str]:
        data = source.encode() if isinstance(source, str) else source
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["snippet", "-", *words])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


def test_program_prints_what_it_prints(run: Run) -> None:
    assert run(GRAPH) == (ExitCode.OK, "[np.int32(6)]\n", "")
    assert run(GRAPH, "--numpy", "1")[1] == "[6]\n"


def test_file_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "graph.py"
    program.write_text(GRAPH, encoding="utf-8")
    assert main(["snippet", str(program)]) == ExitCode.OK
    assert capfd.readouterr().out == "[np.int32(6)]\n"


def test_import_of_torch_decides_the_language(run: Run) -> None:
    assert run("import torch\nprint(torch.ones(2))\n")[1] == "tensor([1., 1.])\n"
    code, _, error = run("import torch\n", "--language", "tf1")
    assert code == ExitCode.USAGE
    assert "`import torch` is not supported" in error


def test_error_of_the_program_goes_to_stderr_with_its_line(run: Run) -> None:
    code, out, error = run("import torch\nprint(1)\ntorch.ones(2).view(3)\n")
    assert (code, out) == (ExitCode.FINDINGS, "1\n")
    assert error == "line 3: RuntimeError: shape '[3]' is invalid for input of size 2\n"


def test_picture_and_steps_follow_the_output(run: Run) -> None:
    out = run(GRAPH, "--picture", "--steps")[1].splitlines()
    assert out[0] == "[np.int32(6)]"
    assert "line 3  mul:0  b = Mul(Const:0, mul/y:0) int32 ()" in out
    assert out[-3:] == [
        "  b = mul:0  Mul  int32 ()  run 1: 6",
        "  ├─ a = Const:0  Const  int32 ()  = 3",
        "  └─ mul/y:0  Const  int32 ()  = 2",
    ]


def test_json_form_holds_output_error_and_graph(run: Run) -> None:
    form = json.loads(run(GRAPH + "tf.matmul(b, b)\n", "--json")[1])
    assert form["stdout"] == "[np.int32(6)]\n"
    assert (form["error"]["type"], form["error"]["line"]) == ("ValueError", 6)
    assert form["error"]["message"].startswith("Shape must be rank 2 but is rank 0")
    assert [node["op"] for node in form["graph"]["nodes"]] == ["Const", "Const", "Mul"]
    assert SnippetResult.from_json(form).to_json() == form


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "import": ("import os\n", "line 1, column 1: `import os` is not supported in snippets."),
    "name": (
        "import tensorflow as tf\ntf.read_file('x')\n",
        "`tensorflow.read_file` is not supported",
    ),
    "endless loop": ("while True: pass\n", "runs for too many steps"),
    "long source": ("x = 1\n" * 20_000, "longer than"),
    "no text": (b"\xff\xfe", "not UTF-8"),
}


@pytest.mark.parametrize(("source", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_run_is_told_in_one_line(run: Run, source: str | bytes, said: str) -> None:
    code, out, error = run(source)
    assert (code, out) == (ExitCode.USAGE, "")
    assert said in error
    assert "Traceback" not in error
    assert len(error.splitlines()) == 1


def test_missing_file_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["snippet", "nowhere.py"]) == ExitCode.USAGE
    assert "There is no file nowhere.py." in capfd.readouterr().err


def test_engine_that_cannot_start_is_told_with_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: Future[object] = Future()
    failed.set_exception(EngineFailure("start", "no-torch", "There is no PyTorch.", "Install it."))
    monkeypatch.setattr(EngineClient, "snippet", lambda *_, **__: failed)
    code, out, error = run(GRAPH)
    assert (code, out) == (ExitCode.ENVIRONMENT, "")
    assert "There is no PyTorch." in error
    assert "Install it." in error
