"""Questions that ask for a line of code: drawn, judged by runs, checked, shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.bank.asking import asked_for, present
from quizapp.bank.check import check_paths
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn
from quizapp.bank.loader import load_bank
from quizapp.bank.model import Question
from quizapp.bank.preview import learner_view
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, Graded, Invalid, Wrong
from tests.in_this_process import InThisProcess

Make = Callable[..., Path]

FILL = """\
  - id: one-row
    kind: snippet
    language: torch
    ask: fill
    level: beginner
    prompt: Which expression makes one row of all numbers?
    params: {n: 3}
    vary: {n: {int: [2, 4]}}
    cases: [{n: 5}]
    code: |
      import torch
      x = torch.arange({{n}} * 2).reshape(2, {{n}})
      y = x.____
      print(y.shape)
    expect: flatten()
    wrong:
      - {answer: "view(6)", why: It fits three columns only.}
    explanation: "{{answer}} merges all dimensions."
    sources: [Somebody 2020]
"""
FIX = """\
  - id: clears
    kind: snippet
    language: torch
    ask: fix
    level: intermediate
    prompt: The gradient must be 3 at every step.
    code: |
      import torch
      w = torch.tensor(1.0, requires_grad=True)
      for step in range(2):
          (3 * w).backward()
          print(w.grad)
          w.grad.mul_(1)
    expect: w.grad.zero_()
    explanation: Gradients add up until somebody clears them.
    sources: [Somebody 2020]
"""
GRAPH = """\
  - id: adds
    kind: snippet
    language: tf1
    ask: fill
    level: beginner
    prompt: Add the two.
    code: |
      import tensorflow as tf
      a = tf.constant(2)
      b = tf.constant(3)
      with tf.Session() as sess:
          print(sess.run(____))
    expect: tf.add(a, b)
    explanation: Either way one node adds.
    sources: [Somebody 2020]
"""


def _question(make_bank: Make, text: str) -> Question:
    loaded = load_bank(make_bank(cnn=text))
    assert loaded.problems == ()
    return loaded.questions[0]


def _drawn(make_bank: Make, text: str) -> Drawn:
    return draw(_question(make_bank, text), 0, "canonical", InThisProcess())


def _graded(drawn: Drawn, text: str) -> Graded:
    asked = asked_for(drawn)
    assert asked is not None
    return evaluate(text, asked)


@pytest.mark.parametrize("line", ["flatten()", "view(-1)", "reshape(x.numel())", "y = x.ravel()"])
def test_every_line_that_does_the_same_is_right(make_bank: Make, line: str) -> None:
    graded = _graded(_drawn(make_bank, FILL), line)
    assert isinstance(graded.verdict, Correct)
    assert graded.evidence == ("it prints  torch.Size([6])",)


@pytest.mark.parametrize("line", ["view(6)", "reshape(2 * 3)"])
def test_line_that_fits_one_case_only_is_wrong_and_told_by_the_other(
    make_bank: Make, line: str
) -> None:
    graded = _graded(_drawn(make_bank, FILL), line)
    assert isinstance(graded.verdict, Wrong)
    assert graded.verdict.sentence == "It fits three columns only."
    first, second = graded.evidence
    assert first.startswith("with n = 5 your version raises  line 3: RuntimeError: shape '[6]'")
    assert second == "it must print  torch.Size([10])"


@pytest.mark.parametrize(
    ("line", "reason"),
    [("view(", "that is no Python"), ("numpy().tofile('x')", "not supported")],
)
def test_line_that_cannot_be_run_costs_nothing(make_bank: Make, line: str, reason: str) -> None:
    verdict = _graded(_drawn(make_bank, FILL), line).verdict
    assert isinstance(verdict, Invalid)
    assert reason in verdict.reason


def test_numbers_of_a_draw_stand_in_program_and_cases(make_bank: Make) -> None:
    question = _question(make_bank, FILL)
    draws = (draw(question, seed, "plain", InThisProcess()) for seed in range(20))
    drawn = next(drawn for drawn in draws if drawn.params["n"] == 4)
    assert "reshape(2, 4)" in drawn.code
    assert "it prints  torch.Size([8])" in _graded(drawn, "flatten()").evidence
    assert drawn.right == "flatten()"


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("6: w.grad.zero_()", True),
        ("w.grad.zero_()", True),
        ("6: w.grad = None", True),
        ("6: w.grad.fill_(0)", True),
        ("4: (3 * w).backward(); w.grad.div_(step + 1)", True),
        ("4: (1.5 * w).backward()", False),
        ("5: print(w.grad / (step + 1))", True),
        ("5: print(3.0)", False),
    ],
)
def test_any_mended_line_is_right_with_which_the_program_does_what_it_must(
    make_bank: Make, line: str, *, right: bool
) -> None:
    assert isinstance(_graded(_drawn(make_bank, FIX), line).verdict, Correct) is right


def test_right_answer_of_a_mended_line_names_its_number(make_bank: Make) -> None:
    assert _drawn(make_bank, FIX).right == "6: w.grad.zero_()"


def test_program_is_shown_with_what_it_must_print_and_numbers_to_mend_by(make_bank: Make) -> None:
    shown = present(_drawn(make_bank, FIX))
    assert shown.code.split("\n")[5] == "6      w.grad.mul_(1)"
    assert shown.wanted == "tensor(3.)\ntensor(3.)"


def test_author_sees_what_the_program_must_print(make_bank: Make) -> None:
    lines = learner_view(_drawn(make_bank, FILL))
    assert lines[lines.index("It must print") + 1] == "    torch.Size([6])"


def test_graphs_are_filled_too(make_bank: Make) -> None:
    drawn = _drawn(make_bank, GRAPH)
    for line in ("a + b", "tf.add(a, b)", "tf.add_n([a, b])", "b - -a"):
        assert isinstance(_graded(drawn, line).verdict, Correct)
    assert isinstance(_graded(drawn, "[a, b]").verdict, Wrong)
    assert drawn.steps


@pytest.mark.parametrize("text", [FILL, FIX, GRAPH])
def test_good_questions_pass_the_check(make_bank: Make, text: str) -> None:
    checked = check_paths([make_bank(cnn=text)], seeds=3, runner=InThisProcess())
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "says"),
    [
        (FILL, "    expect: flatten()\n", "", "QB202", "needs the right line"),
        (FILL, "x.____", "x.flatten()", "QB215", "has no blank"),
        (FILL, "print(y.shape)", "print(____)", "QB215", "has 2 blanks"),
        (FILL, "cases: [{n: 5}]", "cases: [{m: 5}]", "QB208", "there is no parameter 'm'"),
        (FILL, "ask: fill", "ask: output", "QB215", "cases are for"),
        (FIX, "print(w.grad)", "print(____)", "QB215", "no blank"),
    ],
)
def test_what_is_missing_is_told_when_the_bank_is_read(
    make_bank: Make, text: str, old: str, new: str, code: str, says: str
) -> None:
    loaded = load_bank(make_bank(cnn=text.replace(old, new)))
    assert [(p.code, says in p.message) for p in loaded.problems if p.code == code] == [
        (code, True)
    ]
    assert loaded.questions == ()


@pytest.mark.parametrize(
    ("text", "old", "new", "code"),
    [
        (FILL, "expect: flatten()", "expect: flatten(", "QB512"),
        (FILL, "expect: flatten()", "expect: numpy().tofile('x')", "QB512"),
        (FILL, 'answer: "view(6)"', 'answer: "view(-1)"', "QB505"),
        (FIX, "w.grad.mul_(1)", "w.grad.mul_(0)", "QB518"),
        (FIX, "expect: w.grad.zero_()", "expect: 'zzz'", "QB512"),
    ],
)
def test_what_does_not_hold_is_found_by_runs(
    make_bank: Make, text: str, old: str, new: str, code: str
) -> None:
    path = make_bank(cnn=text.replace(old, new))
    checked = check_paths([path], seeds=3, runner=InThisProcess())
    assert code in {problem.code for problem in checked.problems}


def test_line_cannot_be_asked_for_without_a_runner(make_bank: Make) -> None:
    with pytest.raises(CannotDraw) as caught:
        draw(_question(make_bank, FILL), 0, "canonical", None)
    assert caught.value.lacks_torch
