"""Torch snippets: the interpreter against real Python, and expressions as values."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from engines.graph import SnippetRefused, evaluate_expression, run_snippet
from tests.by_python import by_interpreter, by_python

# Each snippet follows a line `#: name`; real Python runs it too, so nothing else says its answer.
CORPUS = Path(__file__).parent / "torch_corpus"
HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
SNIPPETS = [
    pytest.param(body, id=f"{file.stem}: {name}")
    for file in sorted(CORPUS.glob("*.txt"))
    for name, _, body in (
        piece.partition("\n") for piece in file.read_text(encoding="utf-8").split("#: ")[1:]
    )
]


@pytest.mark.parametrize("body", SNIPPETS)
def test_interpreter_answers_as_python_and_torch_do(body: str) -> None:
    source = HEAD + "torch.manual_seed(3)\n" + body
    assert by_interpreter(source) == by_python(source)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("torch.tensor([[1, 2], [3, 4]]).sum(0)", (4, 6)),
        ("torch.zeros(2, 3).shape", (2, 3)),
        ("torch.tensor([1.0, 2.0]) > 1.5", (False, True)),
        ("torch.tensor(True)", True),
        ("torch.tensor(7)", 7),
        ("F.relu(torch.tensor([-1.0, 2.0]))", (0.0, 2.0)),
        ("torch.ones(2).dtype", "float32"),
        ("math.sqrt(16)", 4.0),
        ("nn.Linear(3, 4).weight.numel()", 12),
        ("[p.numel() for p in nn.Linear(3, 4).parameters()]", (12, 4)),
        ("'a' + 'b'", "ab"),
    ],
)
def test_expression_gives_a_plain_value(expression: str, value: object) -> None:
    given = evaluate_expression(expression)
    assert given == value
    assert type(given) is type(value)


def test_expression_of_floats_keeps_their_float32_value() -> None:
    given = evaluate_expression("F.softmax(torch.tensor([1.0, 2.0, 3.0]), -1).max()")
    assert isinstance(given, float)
    assert math.isclose(given, math.exp(3) / (math.e + math.exp(2) + math.exp(3)), rel_tol=1e-6)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("nothing", "NameError: name 'nothing' is not defined"),
        ("torch.ones(2) @ torch.ones(3)", "RuntimeError: inconsistent tensor size"),
        ("nn.ReLU()", "gives a ReLU"),
        ("x = 1", "SyntaxError"),
    ],
)
def test_expression_that_fails_says_how(expression: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        evaluate_expression(expression)


@pytest.mark.parametrize("expression", ["open('x')", "torch.load('x')", "().__class__", "9**9**9"])
def test_hostile_expression_is_refused(expression: str) -> None:
    with pytest.raises(SnippetRefused):
        evaluate_expression(expression)


def test_settings_of_one_snippet_do_not_outlive_it() -> None:
    run_snippet(
        "import torch\ntorch.set_printoptions(precision=1)\ntorch.manual_seed(1)\n", "torch"
    )
    run_snippet("import torch\ntorch.set_grad_enabled(False)\n", "torch")
    run_snippet("import torch\ntorch.set_default_dtype(torch.float64)\n1 / 0\n", "torch")
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() is torch.float32
    printed = run_snippet("import torch\nprint(torch.tensor([0.12345]))\n", "torch").stdout
    assert printed == "tensor([0.1235])\n"


def test_steps_show_shape_type_and_value_of_each_name() -> None:
    steps = run_snippet("import torch\na = torch.ones(2, dtype=torch.int64)\n", "torch").steps
    assert [(step.line, step.node, step.text) for step in steps] == [(2, "a", "int64 (2,) [1, 1]")]
