"""Questions that ask for a function: read, drawn, judged by running, checked, shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engines.sandbox.protocol import Fault, Program, ProgramRun, SandboxFailed
from quizapp.bank.asking import asked_for, present, seconds_of, skill_of
from quizapp.bank.check import check_paths
from quizapp.bank.drawing import draw
from quizapp.bank.drawn import CannotDraw, Drawn, Purpose
from quizapp.bank.kind_examples import EXAMPLES
from quizapp.bank.loader import load_bank
from quizapp.bank.model import Question
from quizapp.bank.preview import behind, judged, learner_view
from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import Correct, EngineError, Graded, Invalid, Partial, Wrong
from quizapp.sandbox_client import run_program

Make = Callable[..., Path]

SIZE = """\
  - id: size-function
    kind: code
    level: beginner
    family: conv2d.output_size
    entry: size
    signature: size(n, k, s=1, p=0)
    arguments: [H, K, S, P]
    prompt: Write a function for the side of the output.
    params: {H: 12, K: 3, S: 1, P: 0}
    cases: [{H: 8, P: 2}, {H: 7, K: 7}]
    vary: {}
    starter: |
      def size(n, k, s=1, p=0):
          ...
    solution: |
      def size(n, k, s=1, p=0):
          # braces are its own: {{n}}
          return (n + 2 * p - k) // s + 1
    wrong:
      - answer: |
          def size(n, k, s=1, p=0):
              return (n + p - k) // s + 1
        why: Padding goes on both sides.
    explanation: With these numbers it is {{answer}}.
    sources: [Somebody 2020]
"""
HEAD = "def size(n, k, s=1, p=0):\n"
NAMED = """\
  - id: named
    kind: code
    level: beginner
    family: softmax.value
    entry: softmax
    signature: softmax(z, **rest)
    prompt: Write softmax.
    params: {z: [0.5, 1.0, -2.0]}
    vary: {}
    solution: |
      import math
      def softmax(z, **rest):
          e = [math.exp(x - max(z)) for x in z]
          return [x / sum(e) for x in e]
    explanation: Each exponential over their sum.
    sources: [Somebody 2020]
"""


class Runs:
    """Runs programs; `told` stands in for the run where it is set, and is counted."""

    def __init__(self, told: ProgramRun | Exception | None = None) -> None:
        self.told = told
        self.ran: list[Program] = []

    def program(self, program: Program) -> ProgramRun:
        self.ran.append(program)
        if isinstance(self.told, Exception):
            raise self.told
        return self.told or run_program(program)

    def programs(self, many: object) -> None:
        pass

    def snippet(self, source: str, language: str) -> object:
        raise NotImplementedError

    def expression(self, source: str) -> object:
        raise NotImplementedError

    def proofs(self, family: str, many: object) -> object:
        raise CannotDraw("no worker", lacks_torch=True)


def _question(make_bank: Make, text: str = SIZE) -> Question:
    loaded = load_bank(make_bank(cnn=text))
    assert loaded.problems == ()
    return loaded.questions[0]


def _drawn(
    make_bank: Make, text: str = SIZE, seed: int = 0, purpose: Purpose = "canonical"
) -> Drawn:
    return draw(_question(make_bank, text), seed, purpose, Runs())  # type: ignore[arg-type]


def _graded(drawn: Drawn, text: str) -> Graded:
    asked = asked_for(drawn)
    assert asked is not None
    return evaluate(text, asked)


@pytest.mark.parametrize(
    "body",
    [
        "    return (n + 2 * p - k) // s + 1",
        "\treturn int((n + 2*p - k) / s) + 1\n",
        "    return len(range(0, n + 2 * p - k + 1, s))",
        "    return float((n + 2 * p - k) // s + 1)",
    ],
)
def test_every_function_that_gives_the_truth_is_right(make_bank: Make, body: str) -> None:
    graded = _graded(_drawn(make_bank), HEAD + body)
    assert graded.verdict == Correct()
    assert graded.evidence == ("3 cases, all right",)


def test_a_name_for_another_function_is_right_too(make_bank: Make) -> None:
    text = "size = lambda n, k, s, p: (n + 2 * p - k) // s + 1"
    assert _graded(_drawn(make_bank), text).verdict == Correct()


def test_partly_right_names_the_failing_cases_and_shows_the_smallest(make_bank: Make) -> None:
    text = HEAD + "    print('n is', n)\n    return (n - k) // s + 1 if n > 7 else 99"
    graded = _graded(_drawn(make_bank), text)
    assert graded.verdict == Partial(
        1 / 3, "2 of 3 cases fail: size(8, 3, 1, 2); size(7, 7, 1, 0)."
    )
    assert graded.evidence == (
        "size(8, 3, 1, 2)",
        "it returned  6",
        "wanted  10",
        "6 is what comes out when the padding is left out.",
        "it printed  n is 12",
        "            n is 8",
        "            n is 7",
    )


def test_what_raises_or_returns_nothing_is_told_with_its_line(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    raised = _graded(drawn, HEAD + "    return 1 // (s - 1)")
    assert raised.verdict == Wrong(sentence="None of the 3 cases passes.")
    assert raised.evidence == (
        "size(8, 3, 1, 2)",
        "it raised  line 2: ZeroDivisionError: integer division or modulo by zero",
        "wanted  10",
    )
    nothing = _graded(drawn, HEAD + "    n")
    assert nothing.evidence[1] == "it returned None: is a return missing?"


@pytest.mark.parametrize("given", ["'4'", "[4]", "float('nan')", "{4: 4}", "10**400"])
def test_values_of_another_build_are_wrong_and_stop_nothing(make_bank: Make, given: str) -> None:
    verdict = _graded(_drawn(make_bank), f"{HEAD}    return {given}").verdict
    assert isinstance(verdict, Wrong)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def size(n, k", "line 1: SyntaxError: '(' was never closed"),
        ("def other(n): return 1", "size is to be called, but it is not there"),
        ("size = 3", "size is to be called, but it is no function"),
    ],
)
def test_what_cannot_be_called_costs_nothing(make_bank: Make, text: str, reason: str) -> None:
    assert _graded(_drawn(make_bank), text).verdict == Invalid(reason)


def test_a_known_mistake_is_told_with_its_sentence_in_any_wording(make_bank: Make) -> None:
    text = HEAD + "    wide = n + p\n    return (wide - k) // s + 1"
    verdict = _graded(_drawn(make_bank), text).verdict
    assert verdict == Wrong(sentence="Padding goes on both sides.")


def test_a_broken_known_wrong_program_does_not_spoil_the_verdict(make_bank: Make) -> None:
    text = SIZE.replace("return (n + p - k) // s + 1", "return (")
    verdict = _graded(_drawn(make_bank, text), HEAD + "    return 1").verdict
    assert isinstance(verdict, Partial)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault("time", "it did not end within 10 seconds"), "it did not end within 10 seconds"),
        (Fault("raised", "division by zero", "ZeroDivisionError", 1), "it raised line 1: Zero"),
        (Fault("ended", "it crashed with SIGSEGV"), "it crashed with SIGSEGV"),
    ],
)
def test_a_program_that_comes_to_nothing_is_wrong_and_says_where(
    make_bank: Make, fault: Fault, says: str
) -> None:
    runs = Runs(ProgramRun(fault=fault, printed="so far\n", at=1))
    start, end = SIZE.index("    wrong:"), SIZE.index("    explanation:")
    question = _question(make_bank, SIZE[:start] + SIZE[end:])
    drawn = draw(question, 0, "canonical", runs)  # type: ignore[arg-type]
    graded = _graded(drawn, HEAD + "    ...")
    assert isinstance(graded.verdict, Wrong)
    assert graded.verdict.sentence.startswith(f"No case passes: {says}")
    assert graded.evidence == ("it was at  size(8, 3, 1, 2)", "it printed  so far")


def test_a_sandbox_that_fails_is_never_the_learner_s_fault(make_bank: Make) -> None:
    runs = Runs(SandboxFailed("no room"))
    drawn = draw(_question(make_bank), 0, "canonical", runs)  # type: ignore[arg-type]
    verdict = _graded(drawn, HEAD + "    return 1").verdict
    assert isinstance(verdict, EngineError)
    assert "no room" in verdict.text


def test_parameters_go_by_name_and_lists_are_compared_by_the_family(make_bank: Make) -> None:
    drawn = _drawn(make_bank, NAMED)
    code = "import math\ndef softmax(z, **rest):\n    e = [math.exp(x) for x in z]\n"
    right = _graded(drawn, code + "    return tuple(round(x / sum(e), 4) for x in e)")
    assert right.verdict == Correct()
    assert right.evidence == ("the one case is right",)
    wrong = _graded(drawn, code + "    return e")
    assert wrong.verdict == Wrong(sentence="The case does not pass.")
    assert wrong.evidence[0].startswith("softmax(z=[0.5, 1, -2]")


def test_cases_are_drawn_from_the_ranges_anew_for_each_seed_and_alike_for_one(
    make_bank: Make,
) -> None:
    text = SIZE.replace("vary: {}", "vary: {H: {int: [8, 64]}, P: {int: [0, 3]}}")
    question = _question(make_bank, text)
    runs = Runs()

    def calls(seed: int) -> list[tuple[object, ...]]:
        drawn = draw(question, seed, "live", runs)  # type: ignore[arg-type]
        assert drawn.program is not None
        return [case.call.values for case in drawn.program.cases]

    first, second = calls(1), calls(2)
    assert calls(1) == first
    assert first != second
    assert len(first) == len(set(first)) >= 8
    assert (8, 3, 1, 2) in first
    assert {values[1] for values in first} == {3, 7}


def test_texts_of_the_question_are_shown_and_the_author_s_kept_for_later(make_bank: Make) -> None:
    drawn = _drawn(make_bank)
    shown = present(drawn)
    assert shown.starter == "def size(n, k, s=1, p=0):\n    ..."
    assert shown.solution.endswith("return (n + 2 * p - k) // s + 1")
    assert "{{n}}" in shown.solution
    assert shown.answer_help == "Write the function size."
    assert shown.explanation == "With these numbers it is 10."
    assert drawn.right == ""
    assert skill_of(drawn.question) == "debugging"
    assert seconds_of(drawn.question) == 420
    learner = "\n".join(learner_view(drawn))
    assert "    def size(n, k, s=1, p=0):" in learner
    assert "2 * p" not in learner
    author = "\n".join(behind(drawn, asked_for(drawn)))
    assert "      return (n + 2 * p - k) // s + 1" in author
    assert "right      10 with these numbers, and 2 cases more" in author
    assert "      return (n + p - k) // s + 1" in author


def test_without_a_starter_the_signature_begins_the_function(make_bank: Make) -> None:
    assert present(_drawn(make_bank, NAMED)).starter == "def softmax(z, **rest):\n    "


def test_preview_shows_a_program_line_by_line(make_bank: Make) -> None:
    text = HEAD + "    return 1"
    lines = judged(_graded(_drawn(make_bank), text), text)
    assert "given      def size(n, k, s=1, p=0):" in lines
    assert "               return 1" in lines


def test_nothing_is_drawn_without_a_runner(make_bank: Make) -> None:
    with pytest.raises(CannotDraw, match="beside the app"):
        draw(_question(make_bank), 0, "canonical", None)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("    family: conv2d.output_size\n", "", "QB202", "needs a family"),
        ("family: conv2d.output_size", "family: gate.design", "QB214", "asks for a design"),
        ("    entry: size\n", "", "QB202", "entry is missing"),
        ("entry: size", "entry: class", "QB217", "a word of Python"),
        ("entry: size", "entry: 2 sizes", "QB", ""),
        ("signature: size(n, k, s=1, p=0)", "signature: 'def size(n):'", "QB217", "no signature"),
        ("signature: size(n, k, s=1, p=0)", "signature: other(n)", "QB217", "that of other"),
        ("signature: size(n, k, s=1, p=0)", "signature: size(n)", "QB217", "gets 4 arguments"),
        (
            "signature: size(n, k, s=1, p=0)",
            "signature: 'size(n): __import__(1) #'",
            "QB217",
            "no signature",
        ),
        ("    arguments: [H, K, S, P]\n", "", "QB217", "H, K, S, P, D too"),
        ("arguments: [H, K, S, P]", "arguments: [H, W]", "QB208", "no parameter 'W'"),
        ("{H: 7, K: 7}]", "{H: 7, Q: 7}]", "QB208", "no parameter 'Q'"),
        ("{H: 7, K: 7}]", "{H: 7, K: many}]", "QB209", "K"),
        ("{H: 7, K: 7}]", "{H: 7, K: 9}]", "QB209", ""),
        (
            "      def size(n, k, s=1, p=0):\n          ...",
            "      pass",
            "QB217",
            "starter does not",
        ),
        ("    solution: |", "    solution: a = 1\n    caveat: |", "QB217", "solution does not"),
        ("    prompt: Write a function for the side of the output.\n", "", "QB202", "no prompt"),
    ],
)
def test_what_cannot_be_asked_is_told_when_the_bank_is_read(
    make_bank: Make, old: str, new: str, code: str, says: str
) -> None:
    assert old in SIZE
    loaded = load_bank(make_bank(cnn=SIZE.replace(old, new)))
    assert loaded.questions == ()
    found = [p for p in loaded.problems if p.code.startswith(code) and says in p.message]
    assert found, loaded.problems


def test_keyword_calls_need_a_signature_that_takes_them(make_bank: Make) -> None:
    loaded = load_bank(make_bank(cnn=NAMED.replace("softmax(z, **rest)", "softmax(x)", 1)))
    assert [p.code for p in loaded.problems] == ["QB217"]


@pytest.mark.parametrize("text", [SIZE, NAMED])
def test_good_questions_pass_the_check(make_bank: Make, text: str) -> None:
    checked = check_paths([make_bank(cnn=text)], seeds=3, runner=Runs())  # type: ignore[arg-type]
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        (
            "return (n + 2 * p - k) // s + 1",
            "return (n + 2 * p - k) // s",
            "QB502",
            "size(8, 3, 1, 2) | it returned  9 | wanted  10",
        ),
        ("return (n + 2 * p - k) // s + 1", "return (", "QB502", "not readable"),
        ("          ...", "          return (n + 2 * p - k) // s + 1", "QB519", "every case"),
        ("return (n + p - k) // s + 1", "return (n + p + p - k) // s + 1", "QB505", "judged right"),
        ("return (n + p - k) // s + 1", "return (", "QB505", "not readable"),
    ],
)
def test_what_does_not_hold_is_found_by_running(
    make_bank: Make, old: str, new: str, code: str, says: str
) -> None:
    assert old in SIZE
    path = make_bank(cnn=SIZE.replace(old, new))
    checked = check_paths([path], seeds=3, runner=Runs())  # type: ignore[arg-type]
    assert [(p.code, says in p.message) for p in checked.problems] == [(code, True)]


def test_a_check_without_runs_says_so(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=SIZE)], seeds=3)
    assert [(p.code, p.severity) for p in checked.problems] == [("QB514", "note")]
    runs = Runs(SandboxFailed("no room"))
    checked = check_paths([make_bank("other", cnn=SIZE)], seeds=3, runner=runs)  # type: ignore[arg-type]
    assert "QB514" in {p.code for p in checked.problems}
    assert "QB502" not in {p.code for p in checked.problems}


def test_the_example_for_authors_is_a_good_question(make_bank: Make) -> None:
    lines = ["id: new-code", *EXAMPLES["code"].splitlines()]
    text = "\n".join([f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]) + "\n"
    checked = check_paths([make_bank(cnn=text)], seeds=3, runner=Runs())  # type: ignore[arg-type]
    assert checked.problems == ()
