"""`bank check`: good questions pass, and each kind of mistake is found at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from engines import api
from engines.api import Params
from engines.protocol import SnippetError, SnippetResult, Witness
from engines.sandbox.protocol import Program, ProgramRun, SandboxFailed
from engines.values import Value
from quizapp.bank.check import check_paths
from quizapp.bank.checked import Checked
from quizapp.bank.drawn import CannotDraw
from quizapp.bank.problems import Problem
from tests.in_this_process import InThisProcess

Make = Callable[..., Path]

CONV = """\
  - id: conv-size
    family: conv2d.output_size
    params: {H: 12, K: 3, S: 1, P: 0}
    vary:
      H: {int: [8, 64]}
      K: {choice: [1, 3, 5, 7]}
      S: {choice: [1, 2, 3]}
      P: {int: [0, 3]}
    asked: often
    prompt: How wide is the output of a {{K}} wide kernel over {{H}}, stride {{S}}, padding {{P}}?
    expect: "10"
    explanation: It is {{answer}}.
    wrong:
      - {answer: "13", why: 13 is no size at all.}
"""
CHOICE = """\
  - id: which-one
    kind: choice
    level: beginner
    prompt: Which is it?
    options:
      - {text: This one, correct: true}
      - {text: That one, why: It is not.}
    explanation: This one it is.
    sources: [Somebody 2020]
"""
FIXED = """\
  - id: fixed
    kind: compute
    level: beginner
    prompt: How much is a third?
    answer: {type: float, places: 3}
    expect: "0.333"
    explanation: 1 / 3.
    sources: [Somebody 2020]
"""
RECALL = """\
  - id: why
    kind: recall
    level: beginner
    prompt: Why?
    answer: Because.
    points: [{must: because}]
    sources: [Somebody 2020]
"""
SNIPPET = """\
  - id: prints
    kind: snippet
    language: torch
    level: beginner
    prompt: What is printed?
    code: print({{n}} + 1)
    params: {n: 2}
    vary: {n: {int: [1, 9]}}
    expect: "3"
    explanation: One more.
    sources: [Somebody 2020]
"""


class Adds:
    """Runs `print(n + 1)`, and nothing else."""

    def snippet(self, source: str, language: str) -> SnippetResult:
        if "raise" in source:
            return SnippetResult("", SnippetError("ValueError", "no", 1))
        return SnippetResult(f"{int(source.removeprefix('print(').split(' ')[0]) + 1}\n")

    def expression(self, source: str) -> Value:
        raise CannotDraw("no expressions here")

    def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
        runs = [api.variant(family, params).truth for params in many]
        return [Witness(run, 0.0, "Conv2d(1, 1, 3)", "cpu", 0.1, 0.0, True) for run in runs]

    def program(self, program: Program) -> ProgramRun:
        raise SandboxFailed("no functions here")

    def programs(self, many: Sequence[Program]) -> None:
        pass


class Contradicts(Adds):
    """Runs of families come to something else, but for the first, which is too large to be run."""

    def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
        wrong = Witness(99, 0.0, "Conv2d(1, 1, 3)", "cpu", 0.1, 89.0, False)
        return [None, *[wrong] * (len(many) - 1)]


def check(folder: Path, seeds: int = 6) -> Checked:
    return check_paths([folder], seeds=seeds, runner=Adds())


def found(checked: Checked, severity: str = "problem") -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in checked.problems if p.severity == severity]


def test_good_questions_pass_and_the_closing_line_says_what_was_done(make_bank: Make) -> None:
    checked = check(make_bank(cnn=CONV + CHOICE + FIXED + RECALL + SNIPPET))
    assert found(checked) == []
    assert found(checked, "warning") == []
    assert found(checked, "note") == [("QB515", 33)]
    # conv: canonical and 6 draws; snippet: canonical and 5; choice and fixed: one each.
    assert checked.tally.variants == 7 + 6 + 1 + 1
    assert checked.summary.startswith("5 questions × 6 variants × ")
    assert "0 problems, 1 note (15 variants and " in checked.summary
    # The choice takes its truth from its options: conv alone is run.
    assert checked.summary.endswith(", 7 runs of PyTorch beside them)")
    assert checked.tally.answers > 15 * 3


def test_a_run_that_contradicts_the_engine_is_a_problem_with_its_numbers(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=CONV)], seeds=3, runner=Contradicts())
    assert found(checked) == [("QB517", 6)]
    message = checked.problems[0].message
    assert message.startswith("Conv2d(1, 1, 3) gives 99, the engine says ")
    assert "(H=" in message


def test_a_run_that_fails_is_a_problem(make_bank: Make) -> None:
    class Fails(Adds):
        def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
            raise CannotDraw("the worker ended")

    checked = check_paths([make_bank(cnn=CONV)], seeds=3, runner=Fails())
    assert [(p.code, p.message) for p in checked.problems] == [
        ("QB517", "the run failed: the worker ended")
    ]


def test_without_pytorch_nothing_is_said_of_runs(make_bank: Make) -> None:
    class Lacks(Adds):
        def proofs(self, family: str, many: Sequence[Params]) -> list[Witness | None]:
            raise CannotDraw("no torch", lacks_torch=True)

    checked = check_paths([make_bank(cnn=CONV)], seeds=3, runner=Lacks())
    assert found(checked) == []
    assert checked.tally.runs == 0


MUTANTS: dict[str, tuple[str, str, str, list[tuple[str, int]]]] = {
    "wrong claim": (CONV, 'expect: "10"', 'expect: "11"', [("QB502", 15)]),
    "claim of another type": (CONV, 'expect: "10"', "expect: 10x10", [("QB501", 15)]),
    "changed parameter": (CONV, "{H: 12,", "{H: 13,", [("QB502", 15)]),
    "known-wrong answer that is right": (CONV, 'answer: "13"', "answer: 10", [("QB505", 18)]),
    "known-wrong answer that is nothing": (CONV, 'answer: "13"', "answer: ten", [("QB505", 18)]),
    "impossible ranges": (
        CONV,
        "H: {int: [8, 64]}\n      K: {choice: [1, 3, 5, 7]}",
        "H: {int: [1, 2]}\n      K: {choice: [9]}",
        [("QB508", 8)],
    ),
    "no explanation": (CHOICE, "explanation: This one it is.", "asked: often", [("QB601", 5)]),
    "no source": (CHOICE, "sources: [Somebody 2020]", "sources: []", [("QB603", 13)]),
    "no level": (CHOICE, "level: beginner", "asked: often", [("QB604", 5)]),
    "no rubric": (RECALL, "points: [{must: because}]", "asked: often", [("QB602", 5)]),
    "option by letter": (CHOICE, "This one it is.", "Option b is wrong.", [("QB405", 12)]),
    "macro with layout": (RECALL, "Because.", "\\frac{a}{b}", [("QB404", 9)]),
    "invisible character": (RECALL, "Because.", '"a\\u202eb"', [("QB406", 9)]),
    "claim that cannot be read": (FIXED, '"0.333"', "a third", [("QB501", 10)]),
    "too many places": (FIXED, '"0.333"', '"0.0012"', [("QB511", 9)]),
    "claim that is a command": (
        FIXED.replace("{type: float, places: 3}", "{type: text}"),
        '"0.333"',
        "/tmp",
        [("QB507", 10)],
    ),
    "synonym that is a command": (
        FIXED.replace("{type: float, places: 3}", "{type: text}"),
        "{type: text}",
        "{type: text, accept: [third, /third]}",
        [("QB507", 9)],
    ),
    "program that prints otherwise": (SNIPPET, 'expect: "3"', 'expect: "4"', [("QB513", 13)]),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_found_at_its_line(name: str, make_bank: Make) -> None:
    good, old, new, expected = MUTANTS[name]
    assert found(check(make_bank("good", cnn=good))) == []
    assert old in good
    assert found(check(make_bank("mutant", cnn=good.replace(old, new, 1)))) == expected


@pytest.mark.parametrize(
    ("good", "old", "new", "expected"),
    [
        (CONV, "How wide", "To 3 decimals, how wide", ("QB407", 14)),
        (CONV, "asked: often", "slips: [no_padding, one_side]\n    asked: often", None),
        (
            CONV,
            "P: {int: [0, 3]}\n    asked: often",
            "P: {choice: [0]}\n    slips: [no_padding]\n    asked: often",
            ("QB509", 8),
        ),
        (CONV, "K: {choice: [1, 3, 5, 7]}", "K: {choice: [1, 3, 500]}", ("QB510", 10)),
        (CHOICE, ", why: It is not.", "", ("QB605", 11)),
        (CHOICE, "{text: This one,", "{text: This one " + "x" * 60 + ",", ("QB606", 10)),
    ],
)
def test_doubtful_things_are_warnings(
    good: str, old: str, new: str, expected: tuple[str, int] | None, make_bank: Make
) -> None:
    assert old in good
    checked = check(make_bank(cnn=good.replace(old, new, 1)), seeds=30)
    warnings = found(checked, "warning")
    assert expected in warnings if expected else warnings == []
    assert found(checked) == []


def test_of_slips_that_nobody_chose_one_that_never_shows_is_a_note(make_bank: Make) -> None:
    fixed = CONV.replace("P: {int: [0, 3]}", "P: {choice: [0]}")
    checked = check(make_bank(cnn=fixed), seeds=30)
    assert found(checked, "warning") == found(checked) == []
    assert ("QB509", 8) in found(checked, "note")


def test_what_a_draft_lacks_is_a_note(make_bank: Make) -> None:
    text = "  - id: a\n    kind: recall\n    prompt: P\n    answer: A\n    draft: true\n"
    checked = check(make_bank(cnn=text))
    assert found(checked) == []
    assert [code for code, _ in found(checked, "note")] == ["QB602", "QB603", "QB604"]


def test_without_a_runner_snippets_are_counted_as_not_run(make_bank: Make) -> None:
    checked = check_paths([make_bank(cnn=SNIPPET + RECALL)], seeds=3)
    assert found(checked, "note") == [("QB514", 10)]
    assert found(checked) == []
    assert "1 question not run" in checked.summary


def test_a_single_file_is_checked_within_its_bank(make_bank: Make) -> None:
    folder = make_bank(one=RECALL.replace("Why?", "\\frac"), two=CHOICE + "    needs: [why]\n")
    two = check_paths([folder / "two.yaml"], seeds=1)
    assert two.problems == ()
    assert two.tally.questions == 1
    one = check_paths([folder / "one.yaml"], seeds=1)
    assert [(p.path.name, p.code) for p in one.problems] == [("one.yaml", "QB404")]


def test_loading_problems_are_among_the_findings(make_bank: Make) -> None:
    checked = check(make_bank(cnn=RECALL + "  - id: b\n    kind: recal\n"))
    assert found(checked) == [("QB205", 13)]
    assert checked.tally.questions == 1


def test_a_design_is_proved_by_its_judge(make_bank: Make) -> None:
    text = (
        "  - id: and-gate\n    family: gate.design\n    params: {gate: and}\n    asked: often\n"
        '    expect: "1 1 -1.5"\n'
    )
    assert found(check(make_bank("good", cnn=text))) == []
    bad = text.replace("-1.5", "-0.5")
    assert found(check(make_bank("bad", cnn=bad))) == [("QB502", 9)]


def test_a_known_wrong_answer_must_be_read_in_every_draw_and_wrong_in_most(make_bank: Make) -> None:
    varied = CONV.replace('answer: "13"', 'answer: "{{H}}*0 + 1/({{S}}-2)"')
    unread = check(make_bank("unread", cnn=varied), seeds=20)
    assert found(unread) == [("QB505", 18)]
    assert "is not readable" in unread.problems[0].message
    assert "S=2" in unread.problems[0].message


def test_a_known_wrong_answer_that_is_right_in_most_draws_is_a_warning(make_bank: Make) -> None:
    usual = CONV.replace("S: {choice: [1, 2, 3]}", "S: {choice: [1]}")
    usual = usual.replace("P: {int: [0, 3]}", "P: {choice: [1]}")
    usual = usual.replace('answer: "13"', 'answer: "{{H}} - {{K}} + 3"')
    checked = check(make_bank(cnn=usual), seeds=20)
    assert found(checked) == []
    assert ("QB509", 18) in found(checked, "warning")
    (told,) = (problem.message for problem in checked.problems if problem.line == 18)
    assert re.fullmatch(r"the known-wrong answer is right in (\d+) of \d+ draws", told)


def test_a_share_behind_a_claim_in_per_cent_is_told_as_such(make_bank: Make) -> None:
    text = """\
  - id: share
    kind: compute
    level: beginner
    prompt: How much of 8 is 2, in per cent?
    answer: {type: float, percent: true}
    truth: {torch: "2 / 8"}
    expect: "25%"
    explanation: A quarter.
    sources: ["By hand"]
"""

    def wrong_claims(name: str, text: str) -> list[Problem]:
        checked = check_paths([make_bank(name, cnn=text)], seeds=1, runner=InThisProcess())
        return [problem for problem in checked.problems if problem.code == "QB502"]

    (problem,) = wrong_claims("share", text)
    assert problem.message == (
        "the claim '25%' is in per cent, and the engine's 0.250 is a share:"
        " `percent: true` takes the truth in per cent too"
    )
    assert "multiply the truth by 100" in problem.hint
    assert wrong_claims("mended", text.replace("2 / 8", "200 / 8")) == []


def test_an_option_named_by_its_letter_is_told_without_a_false_reason(make_bank: Make) -> None:
    text = """\
  - id: fixed
    kind: choice
    level: beginner
    prompt: Which one?
    shuffle: false
    options: [{text: one, correct: true}, {text: two, why: It is not one.}]
    explanation: Option B is not one.
    sources: ["By hand"]
"""
    (problem,) = (p for p in check(make_bank(cnn=text)).problems if p.code == "QB405")
    assert "options are shuffled:" not in problem.hint
    assert problem.hint.startswith("name what the option says")
