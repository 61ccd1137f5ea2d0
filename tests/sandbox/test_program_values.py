"""What a function is given, what it may return, and the JSON forms in between."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest

from engines.sandbox.plain import MOST_ENTRIES, NoValue, plain_value
from engines.sandbox.protocol import (
    HEADER,
    TOKEN,
    Call,
    Fault,
    Limits,
    Program,
    ProgramRun,
    decode_request,
    encode_request,
    run_from_json,
    run_to_json,
)
from engines.values import Value
from quizapp.sandbox_client import run_program


def ran(code: str, *calls: Call) -> ProgramRun:
    return run_program(Program(code, "f", calls))


class Odd(int):
    """A whole number with ideas of its own."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    ("result", "value"),
    [
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("text", "text"),
        (Fraction(1, 3), Fraction(1, 3)),
        ([1, (2, [3.0])], (1, (2, (3.0,)))),
        (range(3), (0, 1, 2)),
        ({3, 1, 2}, (1, 2, 3)),
        ([], ()),
    ],
)
def test_plain_results_are_values(result: object, value: Value) -> None:
    assert plain_value(result) == value
    assert type(plain_value(result)) is type(value)


def test_subclasses_are_taken_for_what_they_hold() -> None:
    assert type(plain_value(Odd(3))) is int


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (None, "is a return missing"),
        ({"a": 1}, "of type dict"),
        (1j, "of type complex"),
        (object(), "of type object"),
        ([1, [None]], "None"),
        ([0] * (MOST_ENTRIES + 1), "more than"),
        ("x" * 30_000, "characters"),
        (b"bytes", "of type bytes"),
    ],
)
def test_other_results_are_refused_in_words(result: object, says: str) -> None:
    with pytest.raises(NoValue, match=says):
        plain_value(result)


def test_a_list_that_holds_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(NoValue, match="nested"):
        plain_value(loop)


def test_arguments_arrive_as_lists_and_numbers_by_place_and_by_name() -> None:
    came = ran(
        "def f(*args, **named): return [repr(args), repr(sorted(named.items()))]",
        Call((1, (2.5, (True,)), "é"), {"k": Fraction(1, 4)}),
    )
    assert came.outputs == (("(1, [2.5, [True]], 'é')", "[('k', 0.25)]"),)


def test_each_call_stands_for_itself() -> None:
    came = ran(
        "def f(x):\n    print('x =', x)\n    return 10 // x", *[Call((x,)) for x in (5, 0, 2)]
    )
    assert came.outputs[0] == 2
    assert came.outputs[1] == Fault(
        "raised", "integer division or modulo by zero", "ZeroDivisionError", 3
    )
    assert came.outputs[2] == 5
    assert came.printed == "x = 5\nx = 0\nx = 2\n"
    assert came.fault is None


def test_an_error_names_the_learner_s_line_even_within_a_library() -> None:
    came = ran("import json\n\ndef f(x):\n    return json.loads(x)", Call(("{",)))
    fault = came.outputs[0]
    assert isinstance(fault, Fault)
    assert (fault.type, fault.line) == ("JSONDecodeError", 4)
    assert fault.text.startswith("line 4: JSONDecodeError: Expecting property name")


@pytest.mark.parametrize(
    ("code", "sort", "line"),
    [
        ("def f(x:\n    return x", "syntax", 1),
        ("def f(x):\nreturn x", "syntax", 2),
        ("def f(x):\n\treturn x\n        y", "syntax", 3),
        ("", "no-entry", None),
        ("def g(x): ...", "no-entry", None),
        ("f = 3", "no-entry", None),
        ("1 / 0\ndef f(x): ...", "raised", 1),
        ("import nothing_of_the_kind\ndef f(x): ...", "raised", 1),
    ],
)
def test_what_cannot_be_called_says_why(code: str, sort: str, line: int | None) -> None:
    came = ran(code, Call((1,)))
    assert came.outputs == ()
    assert came.fault is not None
    assert (came.fault.sort, came.fault.line) == (sort, line)


def test_input_and_dataclasses_behave_as_in_a_module() -> None:
    code = (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n"
        "def f(x):\n    try:\n        input()\n    except EOFError:\n        return P(x).x\n"
    )
    assert ran(code, Call((4,))).outputs == (4,)


def test_numbers_beyond_every_answer_are_refused() -> None:
    came = ran("def f(x):\n    return 10 ** x", Call((400,)), Call((20,)))
    assert isinstance(came.outputs[0], Fault)
    assert came.outputs[1] == 10**20


def test_infinities_arrive_as_they_are() -> None:
    came = ran("def f(x):\n    return [float('inf'), float('nan')]", Call((1,)))
    assert isinstance(came.outputs[0], tuple)
    first, second = came.outputs[0]
    assert first == math.inf
    assert isinstance(second, float)
    assert math.isnan(second)


@pytest.mark.slow
def test_arrays_tensors_and_dtypes_arrive_as_lists_numbers_and_names() -> None:
    pytest.importorskip("torch")
    code = (
        "import numpy as np\nimport torch\ndef f(x):\n"
        "    return [np.arange(3), np.float32(0.5), np.int64(3), np.bool_(True),\n"
        "            torch.ones(2, 2, requires_grad=True), torch.tensor(2), torch.Size([1, 2]),\n"
        "            torch.float32, np.dtype('int8')]"
    )
    assert ran(code, Call((1,))).outputs == (
        ((0, 1, 2), 0.5, 3, True, ((1.0, 1.0), (1.0, 1.0)), 2, (1, 2), "float32", "int8"),
    )


@pytest.mark.slow
def test_importing_torch_costs_the_learner_no_time_and_gradients_work() -> None:
    pytest.importorskip("torch")
    code = (
        "import torch\ndef f(x):\n    w = torch.tensor(x, requires_grad=True)\n"
        "    (w ** 2).backward()\n    return w.grad"
    )
    came = run_program(Program(code, "f", (Call((3.0,)),), Limits(wall=5.0, cpu=2)))
    assert came.outputs == (6.0,)


def test_a_request_is_read_back_with_the_token_behind_it() -> None:
    program = Program("x = 'é'\n", "f", (Call((1, (2.0,)), {"a": Fraction(1, 2)}),), Limits(cpu=3))
    data = encode_request(program, "t" * TOKEN)
    size = int(data[:HEADER], 16)
    assert decode_request(data[HEADER : HEADER + size]) == program
    assert data[HEADER + size :] == b"t" * TOKEN


def test_a_run_is_read_back() -> None:
    fault = Fault("raised", "no", "ValueError", 3)
    form = json.loads(json.dumps(run_to_json([1, (2.5, "x"), fault], None)))
    assert run_from_json(form) == ProgramRun((1, (2.5, "x"), fault))
    assert run_from_json(run_to_json([], fault)) == ProgramRun((), fault)


@pytest.mark.parametrize(
    "form",
    [
        None,
        {},
        {"outputs": 3, "fault": None},
        {"outputs": [{}], "fault": None},
        {"outputs": [{"value": {"a": 1}}], "fault": None},
        {"outputs": [], "fault": {"sort": "odd", "message": "", "type": "", "line": None}},
        {"outputs": [], "fault": {"sort": "raised", "message": 3, "type": "", "line": None}},
    ],
)
def test_other_forms_are_no_run(form: object) -> None:
    with pytest.raises(ValueError, match="form"):
        run_from_json(form)
