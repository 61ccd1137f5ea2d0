"""Where a learner's line goes in a program, how it is read, and which prints are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.api import Judgement
from engines.values import CodeLine, Value
from quizapp.grading.asked import Asked, CannotJudge, KnownWrong
from quizapp.grading.evaluate import evaluate
from quizapp.grading.lines import NoPlace, blanks, place, same_code, ways
from quizapp.grading.outputs import same_print
from quizapp.grading.reading import read
from quizapp.grading.verdict import Correct, DontKnow, EngineError, Invalid, Read, Unreadable, Wrong

FILL = "import torch\nfor i in range(2):\n    y = x.____ + i\nprint(y)"
FIX = "import torch\nfor i in range(2):\n    loss.backward()\n    w.grad.mul_(1)\nprint(w.grad)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("view(6)", "y = x.view(6) + i"),
        ("  view(6)  ", "y = x.view(6) + i"),
        (">>> view(6)", "y = x.view(6) + i"),
        ("y = x.view(6) + i", "y = x.view(6) + i"),
        ("y=x.t()", "y=x.t()"),
        ("y", "y = x.y + i"),
    ],
)
def test_blank_takes_an_expression_or_the_whole_line(text: str, line: str) -> None:
    placed = place(FILL, text, "fill")
    assert (placed.number, placed.line) == (3, line)
    assert placed.program.split("\n")[2] == f"    {line}"
    assert placed.program.split("\n")[3] == "print(y)"


def test_blank_that_is_a_whole_line_keeps_its_place() -> None:
    placed = place("if a:\n    ______\nb", "c = 1", "fill")
    assert placed.program == "if a:\n    c = 1\nb"
    assert blanks("a ____ b ____") == 2
    assert blanks("__init__ ___") == 0


@pytest.mark.parametrize(
    "text",
    ["4: w.grad.zero_()", "4 w.grad.zero_()", "line 4: w.grad.zero_()", "4. w.grad.zero_()",
     "4) w.grad.zero_()", "LINE 4:w.grad.zero_()", "w.grad.zero_()"],
)  # fmt: skip
def test_mended_line_goes_where_its_number_or_its_likeness_says(text: str) -> None:
    placed = place(FIX, text, "fix")
    assert (placed.number, placed.line) == (4, "w.grad.zero_()")
    assert placed.program.split("\n")[3] == "    w.grad.zero_()"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9: x = 1", "the program has 5 lines"),
        ("0: x = 1", "the program has 5 lines"),
        ("4:", "what shall stand there"),
        ("4", "what shall stand there"),
        ("zzzz", "which line"),
    ],
)
def test_mended_line_without_a_place_is_asked_again(text: str, reason: str) -> None:
    with pytest.raises(NoPlace, match=reason):
        place(FIX, text, "fix")
    reading = read(text, Asked(CodeLine("fix"), "4: w.grad.zero_()", program=FIX))
    assert isinstance(reading, Unreadable)
    assert reason in reading.reason


@pytest.mark.parametrize(
    ("program", "text", "lines"),
    [
        ("y = x.____", "torch.flatten(x)", ["y = x.torch.flatten(x)", "y = torch.flatten(x)"]),
        ("y = x.____", ".flatten()", ["y = x.flatten()", "y = x..flatten()", "y = .flatten()"]),
        (
            "(____).backward()",
            "(a * 3) * 2",
            ["((a * 3) * 2).backward()", "(((a * 3) * 2)).backward()"],
        ),
        ("x = f(x, ____)", "x = g(x)", ["x = g(x)", "x = f(x, x = g(x))"]),
        ("p = x / ____", "a * b", ["p = x / a * b", "p = x / (a * b)"]),
        ("print(____)", "a", ["print(a)"]),
    ],
)
def test_ways_in_which_a_filling_may_be_meant(program: str, text: str, lines: list[str]) -> None:
    found = [way.placed(program).line for way in ways(program, text, "fill")]
    assert found == lines


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("w = torch.full((3,), 0.5)", [2]),
        ("w.grad.zero_()", [4, 6]),
        ("opt.step()", [5]),
        ("L2: b = d", [2]),
        ("#2: b = d", [2]),
        ("2 - b = d", [2]),
        ("2; b = d", [2]),
        ("2 => b = d", [2]),
        ("2 [x] = d", [2]),
        ("2 (x, y) = d", [2]),
    ],
)
def test_lines_that_a_replacement_may_be_meant_for(text: str, numbers: list[int]) -> None:
    program = (
        "import torch\nw = torch.ones(3)\nloss = w.sum()\nw.grad.mul_(1)\nopt.stop()\n"
        "w.grad.add_(1)"
    )
    assert [way.number for way in ways(program, text, "fix")][: len(numbers)] == numbers


def test_echo_is_the_line_as_it_then_stands() -> None:
    asked = Asked(CodeLine(), "t()", program=FILL)
    reading = read("view(6)", asked)
    assert isinstance(reading, Read)
    assert (reading.echo, reading.value, reading.sure) == (
        "line 3: y = x.view(6) + i",
        "view(6)",
        True,
    )
    unsure = read("view(6)?", asked)
    assert isinstance(unsure, Read)
    assert (unsure.value, unsure.sure) == ("view(6)", False)
    assert isinstance(read("?", asked), DontKnow)
    quoted = read("“a”", asked)
    assert isinstance(quoted, Read)
    assert quoted.value == '"a"'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("x=1", "x = 1", True),
        ("f('a')", 'f("a")', True),
        ("(x + 1)", "x+1", True),
        ("x + 1", "1 + x", False),
        ("x = = 1", "x =  = 1", True),
    ],
)
def test_code_is_the_same_but_for_its_writing(one: str, other: str, *, same: bool) -> None:
    assert same_code(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3\n", "3\n", True),
        ("[1.  2.]\n", "[1. 2.]", True),
        ("tensor([0.3333])", "tensor([0.3334])", True),
        ("tensor([0.3333])", "tensor([0.3336])", False),
        ("0.33", "0.34", False),
        ("[0.4076 0.2664 ]", "[0.4076 0.2664]", True),
        ("tensor(3., grad_fn=<AddBackward0>)", "tensor(3., grad_fn=<SumBackward0>)", True),
        ("tensor(3., grad_fn=<AddBackward0>)", "tensor(3.)", True),
        ("0.33333334", "0.3333333", True),
        ("3", "3.0", False),
        ("tensor(3)", "tensor(3.)", False),
        ("1e-5", "1e-05", False),
        ("a\nb", "a", False),
        ("1.0 2.0", "1.0 2.5", False),
    ],
)
def test_prints_are_the_same_but_for_rounding(one: str, other: str, *, same: bool) -> None:
    assert same_print(one, other) is same


def _judge(value: Value) -> Judgement:
    if value == "(":
        raise CannotJudge("that is no Python")
    if value == "crash":
        raise RuntimeError("the worker is gone")
    return Judgement(value in ("t()", "T"), 0.0, ("it prints  1",))


ASKED = Asked(
    CodeLine(),
    "t()",
    known_wrong=(KnownWrong("view(6)", "the size is written out"),),
    judge=_judge,
    outcome=lambda value: "six" if value in ("view(6)", "reshape(6)") else value,
    program=FILL,
)


def test_judge_decides_and_its_evidence_is_kept() -> None:
    for text in ("t()", "T"):
        graded = evaluate(text, ASKED)
        assert isinstance(graded.verdict, Correct)
        assert graded.evidence == ("it prints  1",)


@pytest.mark.parametrize("text", ["view(6)", "view( 6 )", "reshape(6)"])
def test_lines_that_come_to_the_same_are_the_same_mistake(text: str) -> None:
    verdict = evaluate(text, ASKED).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.sentence == "the size is written out"


def test_line_that_cannot_be_judged_costs_nothing() -> None:
    verdict = evaluate("(", ASKED).verdict
    assert isinstance(verdict, Invalid)
    assert verdict.reason == "that is no Python"


def test_worker_that_fails_is_not_the_learners_fault() -> None:
    verdict = evaluate("crash", ASKED).verdict
    assert isinstance(verdict, EngineError)
    assert "the worker is gone" in verdict.text


def test_known_wrong_line_that_cannot_be_run_is_passed_over() -> None:
    def outcome(value: Value) -> object:
        if value == "view(6)":
            raise CannotJudge("not supported")
        return value

    asked = replace(ASKED, outcome=outcome)
    verdict = evaluate("reshape(6)", asked).verdict
    assert isinstance(verdict, Wrong)
    assert verdict.sentence == ""


def test_an_argument_alone_is_no_line_to_put_in() -> None:
    program = "q = x\ny = attend(q, mask=pad)\nprint(y)"
    with pytest.raises(NoPlace, match="mask is an argument: write the whole line"):
        ways(program, "mask=~pad", "fix")
    assert ways(program, "2: y = attend(q, mask=~pad)", "fix")[0].number == 2
    assert ways(program, "q = x + 1", "fix")[0].number == 1
